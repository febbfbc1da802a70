"""The profile's checklists in a visit: which questions are asked, what may be answered, and which answers point to an issue.

Pure decisions. Answers are plain JSON: yes and no as true and false, days as 2026-03-01, choices as keys, several as a list.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.visits.rules import Satisfaction
from seeds.sections.checklists import Checklist, Question
from seeds.sections.fields import is_empty

Answers = Mapping[str, Any]
Problem = tuple[str, str]
"""What is wrong with an answer, as a sentence and the key of its question; none where there is no such question."""
_YES_NO = {"yes": True, "no": False, True: True, False: False}
_LONGEST = 500
_FARTHEST = 10**15


@dataclass(frozen=True)
class Trouble:
    """An answer that points to an issue: the question, the answer in words, and the category that the plan suggests for it."""

    question: Question
    said: str
    category: str | None


def questions_of(checklist: Checklist) -> tuple[Question, ...]:
    """Every question in its order."""
    return tuple(question for section in checklist.sections for question in section.questions)


def overall_question(checklist: Checklist) -> Question | None:
    """The question whose answer is the satisfaction of the visit; None where there is none."""
    return next((question for question in questions_of(checklist) if question.overall), None)


def asked(checklist: Checklist, answers: Answers) -> tuple[Question, ...]:
    """The questions that these answers lead to; one that hangs on a question not asked is not asked either."""
    found: dict[str, Question] = {}
    for question in questions_of(checklist):
        when = question.when
        if when is None:
            found[question.key] = question
        elif when.question in found:
            said = keys_of(found[when.question], answers.get(when.question))
            if said & set(when.answers):
                found[question.key] = question
    return tuple(found.values())


def keys_of(question: Question, value: Any) -> set[str]:
    """An answer as keys of the profile: option keys, or yes / no; nothing for open questions."""
    if is_empty(value) or not question.answers():
        return set()
    if question.kind == "boolean":
        return {"yes" if value else "no"}
    return set(value) if isinstance(value, list) else {str(value)}


def in_words(question: Question, value: Any) -> str:
    """An answer as people read it."""
    if is_empty(value):
        return ""
    if question.kind == "boolean":
        return "是" if value else "否"
    if question.kind == "satisfaction":
        return Satisfaction.label_of(value)
    names = {option.key: option.name for option in question.options}
    return "、".join(names.get(str(key), str(key)) for key in (value if isinstance(value, list) else [value]))


def read_answers(checklist: Checklist, given: Answers, whole: bool = True) -> tuple[dict[str, Any], list[Problem]]:
    """What is stored of the answers given, and what is wrong with them.

    Answers to questions that are not asked after all are left out; unknown questions, answers of the wrong kind and, of a `whole`
    checklist, required questions without an answer are wrong.
    """
    known = {question.key: question for question in questions_of(checklist)}
    problems = [(f"清单“{checklist.name}”里没有“{str(key)[:32]}”这个问题", "") for key in given if key not in known]
    values: dict[str, Any] = {}
    wrong = set()
    for key in (each for each in known if not is_empty(given.get(each))):
        try:
            values[key] = _READERS[known[key].kind](known[key], given[key])
        except ValueError as error:
            wrong.add(key)
            problems.append((f"“{known[key].text}”：{error}", key))
    kept = {each.key: values[each.key] for each in asked(checklist, values) if not is_empty(values.get(each.key))}
    wanting = [each for each in asked(checklist, values) if each.required and each.key not in kept.keys() | wrong]
    return kept, problems + [(f"请回答“{each.text}”", each.key) for each in wanting if whole]


def troubles(checklist: Checklist, answers: Answers) -> list[Trouble]:
    """The answers that point to an issue, in the order of the questions."""
    return [
        Trouble(question, in_words(question, answers.get(question.key)), question.raises)
        for question in asked(checklist, answers)
        if keys_of(question, answers.get(question.key)) & set(question.trouble)
    ]


def _boolean(_question: Question, given: Any) -> bool:
    if not isinstance(given, str | bool) or given not in _YES_NO:
        raise ValueError("请选择“是”或“否”")
    return _YES_NO[given]


def _text(_question: Question, given: Any) -> str:
    text = given.strip() if isinstance(given, str) else ""
    if not isinstance(given, str) or len(text) > _LONGEST:
        raise ValueError(f"应为文字，最长 {_LONGEST} 个字")
    return text


def _integer(question: Question, given: Any) -> int:
    number = _decimal(question, given)
    if number != int(number):
        raise ValueError("应为整数")
    return int(number)


def _decimal(_question: Question, given: Any) -> int | float:
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise ValueError("应为数字")
    try:
        number = float(given)
    except (ValueError, OverflowError):
        raise ValueError("应为数字") from None
    if not math.isfinite(number) or abs(number) >= _FARTHEST:
        raise ValueError("应为数字，且不能太大")
    return int(number) if number == int(number) else number


def _date(_question: Question, given: Any) -> str:
    try:
        return dt.date.fromisoformat(given).isoformat()
    except (TypeError, ValueError):
        raise ValueError("应写作 2026-03-01 的样子，且为真实的日期") from None


def _choice(question: Question, given: Any) -> str:
    if not isinstance(given, str) or given not in question.answers():
        raise ValueError("请从所列答案中选择")
    return given


def _choices(question: Question, given: Any) -> list[str]:
    chosen = [given] if isinstance(given, str) else given
    if not isinstance(chosen, list | tuple):
        raise ValueError("请从所列答案中选择")
    kept = {_choice(question, each) for each in chosen}
    return [key for key in question.answers() if key in kept]


def _satisfaction(_question: Question, given: Any) -> str:
    if not isinstance(given, str) or given not in list(Satisfaction):
        raise ValueError("请选择满意程度")
    return given


_READERS: dict[str, Callable[[Question, Any], Any]] = {
    "boolean": _boolean, "text": _text, "integer": _integer, "decimal": _decimal, "date": _date, "choice": _choice,
    "choices": _choices, "satisfaction": _satisfaction,
}  # fmt: skip
