"""Every design on the shelf is whole, quiet and self-contained."""

import logging
import socket

import pytest

from reports.catalogue import SHELF, available_designs, load_design
from reports.errors import DesignFault
from reports.render import render_pdf
from reports.samples import sample
from tests.reports.papers import card, fonts, letter

KEYS = [design.key for design in available_designs()]


def test_the_shelf_holds_letter_card_and_assessment() -> None:
    assert {"letter", "card", "assessment"} <= set(KEYS)
    assert all(design.name and design.description for design in available_designs())


@pytest.mark.parametrize("key", KEYS)
def test_the_sample_renders_without_a_warning_and_without_the_net(
    key: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the net was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    load_design.cache_clear()
    with caplog.at_level(logging.WARNING, "weasyprint"):
        rendered = render_pdf(key, [sample(key)], title="样张")
    assert rendered.pages == 1 or load_design(key).most != 1
    assert [record.getMessage() for record in caplog.records] == []
    assert all(fonts(rendered.pdf).values())


@pytest.mark.parametrize("key", KEYS)
def test_the_sample_says_it_is_made_up(key: str) -> None:
    design = load_design(key)
    assert isinstance(sample(key), design.context)
    assert design.faces[0] in design.css
    assert "编造" in _sample_text(key)


def test_an_unknown_design_and_a_wrong_context_are_refused() -> None:
    with pytest.raises(DesignFault, match="没有名为"):
        render_pdf("../letter", [letter()], title="信")
    with pytest.raises(DesignFault, match="不符"):
        render_pdf("letter", [card()], title="信")


def _sample_text(key: str) -> str:
    return (SHELF / key / "sample.yaml").read_text("utf-8")
