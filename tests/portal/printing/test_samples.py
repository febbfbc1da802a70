"""Samples of texts: on real data or made-up ones, marked, in the browser; and batches keep the text they were ordered with."""

from __future__ import annotations

import base64
import datetime as dt
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.foundation.errors import OutOfScope
from portal.households.models import Household
from portal.printing import services
from portal.printing.kinds import KINDS
from portal.printing.models import PrintBatch, PrintItem
from portal.printing.rules import PrintKind
from portal.printing.samples import MADE_UP, MARK, sample_of, samples_of
from portal.printing.specimens import specimen
from portal.printing.worded import AGAIN_OF
from portal.security import roles
from portal.security.people import scope_for
from portal.security.scope import set_scope
from portal.wordings import drafting
from portal.wordings.content import section_of
from portal.wordings.models import Wording
from portal.wordings.rules import MOST_SAMPLES, WordingKind
from reports.contexts import Letter
from reports.pictures import marked
from reports.render import render_pdf
from tests.fixtures.people import SignIn
from tests.fixtures.world import World
from tests.portal.printing.papers import apply_plan, pages_of
from tests.portal.security.sight import account

LETTER: dict[str, Any] = {
    "title": "致{village}乡亲的信", "salutation": "{head}：", "paragraphs": ["您好！{member}是您的网格员。"], "signature": "{centre}",
}  # fmt: skip


def drafted(session: Session, world: World, kind: str = "letter", content: dict[str, Any] | None = None) -> Wording:
    """A saved draft for the town."""
    wording = drafting.begin(session, world.grids["town"], kind, "甲")
    if content is not None:
        drafting.save(session, wording, content, wording.design, None, revision=wording.revision, by="甲")
    session.commit()
    return wording


def approved(session: Session, world: World, title: str) -> Wording:
    wording = drafted(session, world, content={**LETTER, "title": title})
    drafting.submit(session, wording)
    drafting.approve(session, wording, "乙", revision=wording.revision)
    return wording


def test_a_sample_is_on_a_real_household_and_on_a_chosen_one(planned: Session, world: World) -> None:
    wording = drafted(planned, world, content=LETTER)
    (first,) = sample_of(planned, wording).contexts
    assert (first.title, first.salutation) == ("致西村乡亲的信", "赵甲：")  # type: ignore[attr-defined]
    other = sample_of(planned, wording, world.households["east1-2"])
    assert other.contexts[0].title == "致东村乡亲的信"  # type: ignore[attr-defined]


def test_what_is_typed_is_shown_and_not_kept(planned: Session, world: World) -> None:
    wording = drafted(planned, world, content=LETTER)
    sample = sample_of(planned, wording, content={**LETTER, "title": "还没保存"})
    assert sample.contexts[0].title == "还没保存"  # type: ignore[attr-defined]
    assert wording.content["title"] == LETTER["title"]
    assert not planned.dirty


def test_without_any_household_a_made_up_one_stands_in(planned: Session, world: World) -> None:
    planned.execute(delete(Household))
    wording = drafted(planned, world, content=LETTER)
    sample = sample_of(planned, wording)
    assert sample.whose == MADE_UP
    assert sample.contexts[0].title == "致样例村乡亲的信"  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", list(WordingKind))
def test_every_kind_has_a_sample_that_is_laid_out(planned: Session, world: World, kind: WordingKind) -> None:
    sample = sample_of(planned, drafted(planned, world, kind.value))
    assert render_pdf(sample.design, sample.contexts, title=sample.title).pages > 0


@pytest.mark.parametrize("kind", list(WordingKind))
def test_every_kind_has_a_made_up_sample(planned: Session, world: World, kind: WordingKind) -> None:
    wording = drafted(planned, world, kind.value)
    made = specimen(kind, wording.design, section_of(kind, wording.content))
    assert render_pdf(wording.design, [made], title="样张").pages > 0


def test_at_most_ten_samples_and_each_page_is_marked(planned: Session, world: World, tmp_path: Path) -> None:
    sample = samples_of(planned, drafted(planned, world, content=LETTER))
    assert len(sample.contexts) == MOST_SAMPLES
    rendered = render_pdf(sample.design, sample.contexts[:2], title=sample.title)
    assert all(set(MARK) <= set(page) for page in pages_of(marked(rendered.pdf, MARK), tmp_path))
    assert not any(set(MARK) & set(page) for page in pages_of(rendered.pdf, tmp_path))


def test_a_sample_of_what_is_approved_is_marked_too(
    planned: Session, world: World, sign_in: SignIn, tmp_path: Path
) -> None:
    wording = approved(planned, world, "批准的信")
    planned.commit()
    paper = sign_in(roles.CENTRE).get(f"/wordingsampleview/paper/{wording.id}").data
    assert all(set(MARK) <= set(page) for page in pages_of(paper, tmp_path)), "its codes open nothing: it is no letter"


def test_a_household_out_of_scope_gives_no_sample(planned: Session, world: World) -> None:
    wording = drafted(planned, world, content=LETTER)
    set_scope(planned, scope_for(planned, account(planned, world, roles.HEAD)))
    with pytest.raises(OutOfScope):
        sample_of(planned, planned.get_one(Wording, wording.id), world.households["east1-1"])


def test_a_batch_keeps_the_text_it_was_ordered_with(planned: Session, world: World) -> None:
    old = approved(planned, world, "旧信")
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="丙")
    assert batch.wording_id == old.id
    assert f"用印刷文字第 {old.version} 版（乙批准）" in batch.missing
    new = approved(planned, world, "新信")
    subjects = list(planned.scalars(select(PrintItem.subject_id).where(PrintItem.batch_id == batch.id)))
    kind = KINDS[PrintKind.LETTERS]
    assert {one.title for one in kind.contexts(planned, batch, subjects).values()} == {"旧信"}  # type: ignore[attr-defined]
    later = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="丙", reason="换了新信")
    assert later.wording_id == new.id
    assert {one.title for one in kind.contexts(planned, later, subjects).values()} == {"新信"}  # type: ignore[attr-defined]


def test_a_batch_keeps_the_text_of_the_plan_it_was_ordered_under(planned: Session, world: World) -> None:
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="丙")
    newer = apply_plan(planned, number=2, changed=("居民朋友的一封信", "街坊的一封信"))
    newer.applied_at = batch.created_at + dt.timedelta(days=1)
    planned.commit()
    later = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="丙", reason="换了方案")
    later.created_at = newer.applied_at
    again = PrintBatch(kind=PrintKind.LETTERS, created_at=later.created_at, options={AGAIN_OF: batch.id})
    titles = [letter_of(planned, each, world.households["west1-1"]).title for each in (batch, later, again)]
    assert titles == ["致试验镇居民朋友的一封信", "致试验镇街坊的一封信", "致试验镇居民朋友的一封信"]


def letter_of(session: Session, batch: PrintBatch, household: int) -> Letter:
    made: Any = KINDS[PrintKind.LETTERS].contexts(session, batch, [household])
    return cast(Letter, made[household])


def test_what_is_printed_again_has_the_text_of_that_time(
    planned: Session, world: World, sign_in: SignIn, own_store: Path
) -> None:
    first = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="丙")
    first.created_at -= dt.timedelta(hours=1)
    approved(planned, world, "新信")
    planned.commit()
    client = sign_in(roles.CENTRE)
    form = {"rowid": world.households["west1-1"], "again_of": first.id, "reason": "信被雨淋了"}
    assert client.post("/printview/order/letters", data=form).status_code == 302
    again = planned.scalars(select(PrintBatch).order_by(PrintBatch.id.desc()).limit(1)).one()
    assert (again.reason, again.wording_id) == ("信被雨淋了", None)
    assert "用印刷文字" not in again.missing
    (letter,) = KINDS[PrintKind.LETTERS].contexts(planned, again, [world.households["west1-1"]]).values()
    assert letter.title == "致试验镇居民朋友的一封信"  # type: ignore[attr-defined]


def test_a_draft_is_never_printed_in_numbers(planned: Session, world: World) -> None:
    drafted(planned, world, content=LETTER)
    batch = services.order(planned, PrintKind.LETTERS, world.grids["west1"], by="丙")
    made = KINDS[PrintKind.LETTERS].contexts(planned, batch, [world.households["west1-1"]])
    assert batch.wording_id is None
    assert {one.title for one in made.values()} == {"致试验镇居民朋友的一封信"}  # type: ignore[attr-defined]


def test_the_browser_sees_pictures_or_what_is_wrong(planned: Session, world: World, sign_in: SignIn) -> None:
    wording = drafted(planned, world, content=LETTER)
    client = sign_in(roles.CENTRE)
    form = {
        "title": "新标题",
        "salutation": "{head}：",
        "paragraphs": "一\n\n二",
        "signature": "{centre}",
        "design": "letter",
    }
    answer = client.post(f"/wordingsampleview/look/{wording.id}", data=form).json
    assert answer["problems"] == []
    assert "放得下" in answer["said"]
    assert base64.b64decode(answer["pages"][0].partition(",")[2]).startswith(b"\x89PNG")
    wrong = client.post(f"/wordingsampleview/look/{wording.id}", data={**form, "title": "{hous}"}).json
    assert (wrong["pages"], "不认识的占位符" in wrong["problems"][0]) == ([], True)
    long = client.post(f"/wordingsampleview/look/{wording.id}", data={**form, "paragraphs": "很长" * 1500}).json
    assert (long["pages"], "内容放不下" in long["said"]) == ([], True)
    rare = client.post(
        f"/wordingsampleview/look/{wording.id}", data={**form, "paragraphs": "\U0002ebf0\U0002ebf1"}
    ).json
    assert rare["pages"] == []
    assert "字体" in rare["said"]
    paper = client.get(f"/wordingsampleview/paper/{wording.id}?subject={world.households['east1-1']}")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
