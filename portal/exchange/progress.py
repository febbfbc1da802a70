"""How far an import is, in numbers and in one sentence."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from portal.exchange.models import ImportRun
from portal.exchange.rules import WORKING, RunState


@dataclass(frozen=True)
class Progress:
    """`percent` stays low while the number of rows is not known."""

    percent: int
    state: str
    label: str
    open: bool
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """For the page that polls it."""
        return asdict(self)

    def waiting_for(self, sentence: str) -> Progress:
        """The same with another sentence, which says what it waits for."""
        return replace(self, sentence=sentence)


def progress_of(run: ImportRun) -> Progress:
    """The progress of an import now."""
    return Progress(_percent(run), run.state, RunState.label_of(run.state), run.state in WORKING, _sentence(run))


def _percent(run: ImportRun) -> int:
    if run.state not in WORKING:
        return 100
    if run.state == RunState.CHECKING or not run.total:
        return 5 if run.done else 0
    return min(99, run.done * 100 // run.total)


def _sentence(run: ImportRun) -> str:
    """What a person reads under the bar."""
    made = f"新增 {run.new} 行，修改 {run.changed} 行，未变化 {run.same} 行"
    match run.state:
        case RunState.CHECKING:
            return f"正在检查，已查 {run.done} 行" if run.done else "排队中，等待检查"
        case RunState.CHECKED:
            return f"检查完毕，共 {run.total} 行：可新增 {run.new} 行，可修改 {run.changed} 行，未变化 {run.same} 行，有错误 {run.bad} 行"
        case RunState.IMPORTING:
            return f"正在导入：{made}" if run.done else "排队中，等待导入"
        case RunState.DONE:
            return f"已导入：{made}" + (f"；{run.bad} 行有错误，没有导入" if run.bad else "")
        case RunState.UNDOING:
            return f"正在撤销，已撤销 {run.restored} 条"
        case RunState.UNDONE:
            return f"已撤销 {run.restored} 条" + (f"；{run.left} 条没有撤销，原因见下" if run.left else "")
        case RunState.REFUSED:
            return run.error or "这个文件不能导入"
        case _:
            return f"没有做完（{made}）：{run.error or '原因不明'}"
