"""Every word of the command line is Chinese, in help and in what it says about a wrong call; exit codes mean something."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from portal.cli import Exit, cli, main

OWN_WORDS = re.compile(
    r"GeoJSON|\b(?:xlsx|xls|csv|jsonl|pdf)\b|Excel|WGS 84|Valkey|Redis|PDF|A4|JSON|HTTPS?|docs/settings\.md|longcheng|Ctrl-C|strict"
    r"|plan list|RQ|[A-Z]+=\d|\d\.?\d*<=x<=\d+"
)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command and group, the root first."""
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def run(*words: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of `portal` with these words."""
    monkeypatch.setattr("sys.argv", ["portal", *words])
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


@pytest.mark.parametrize("path", list(commands(cli)), ids=" ".join)
def test_help_is_chinese(
    path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*path, "--help", monkeypatch=monkeypatch) == Exit.OK
    shown = capsys.readouterr().out
    assert shown.startswith(f"用法：portal{''.join(f' {word}' for word in path)}")
    assert "显示这段说明" in shown or "命令" in shown
    rows = [line.strip() for line in shown.splitlines()[1:] if line.strip()]
    assert not any(word in shown for word in ("required", "default", "INTEGER", "FLOAT", "TEXT"))
    described = [re.sub(r"^(--?[\w-]+,? ?)+|^[a-z-]+(?=  |$)", "", row) for row in rows]
    english = [word for row in described for word in re.findall(r"[A-Za-z]{2,}", OWN_WORDS.sub("", row))]
    assert english == []


@pytest.mark.parametrize("path", [("plan",), ("demo",), ("grids",), ("print",), ("accounts",), ()], ids=" ".join)
def test_a_topic_alone_shows_its_commands(
    path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*path, monkeypatch=monkeypatch) == Exit.USAGE
    assert "命令:" in capsys.readouterr().err


WRONG = [
    (("fly",), "没有这个命令"),
    (("grids", "fly"), "没有这个命令"),
    (("grids", "list", "--fly"), "没有选项 --fly"),
    (("grids", "list", "--grid"), "--grid"),
    (("grids", "list", "one"), "命令写法有误"),
    (("grids", "export"), "缺少 --out"),
    (("grids", "export", "--out", "."), "--out 的值不对"),
    (("accounts", "create"), "缺少 用户名"),
    (("accounts", "create", "zhang", "--name", "张三", "--role", "皇帝"), "--role 的值不对：应为 系统管理员、"),
    (
        ("accounts", "create", "zhang", "--name", "张三", "--role", "网格员", "--member", "x"),
        "--member 的值不对：应为整数",
    ),
    (("plan", "check"), "缺少 文件"),
    (("reconciler", "--every", "99"), "--every 的值不对：应为 0.1 到 30 之间的数"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_a_wrong_call_is_told_in_chinese(
    words: tuple[str, ...], sentence: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words, monkeypatch=monkeypatch) == Exit.USAGE
    told = capsys.readouterr().err
    assert sentence in told
    assert "--help" in told
    assert not re.search(r"Usage|Error|Missing|Invalid|Try|requires|unexpected|not ", told)
