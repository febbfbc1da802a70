"""Whom an award goes to by the totals of its scheme: so many as the plan says, those who tie named together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portal.consequences.results import Result, mean_grade
from seeds.schema import Profile
from seeds.sections.assessment import AssessmentScheme as Section
from seeds.sections.awards import Award

_OF_MEMBERS = ("member", "visitor")


def offered(profile: Profile, section: Section, kind: str | None) -> list[Award]:
    """The awards that rest on this scheme and are given for this kind of period."""
    return [each for each in profile.awards if each.scheme == section.key and (each.per or section.period) == kind]


def chosen(
    profile: Profile, award: Award, section: Section, results: Sequence[Result]
) -> list[tuple[Result, str, dict[str, Any]]]:
    """(result, text of the proposal, basis) of everybody it may go to.

    With a number: the highest totals that are not of the last grade; who ties for the last places is listed as well, for a person
    to choose from. Without one: all of the best grade.
    """
    field = [each for each in results if _is_for(profile, award, each)]
    rule = f"{award.name}：{award.basis}。按“{section.name}”总分"
    if award.number is None:
        best = section.grades[0]
        rule += f"，{best.name}的都列入，名额方案未规定"
        return [_line(award, each, rule) for each in field if mean_grade(section, each) == best.key]
    passed = [each for each in field if mean_grade(section, each) != section.grades[-1].key]
    places = min(award.number, len(passed))
    rule += f"从高到低，名额 {award.number} 名"
    if not places:
        return []
    least = sorted((each.total for each in passed), reverse=True)[places - 1]
    above = [each for each in passed if each.total > least]
    equal = [each for each in passed if each.total == least]
    left = places - len(above)
    tied = f"并列 {len(equal)} 名，余 {left} 个名额，请择定" if len(equal) > left else ""
    return [_line(award, each, rule) for each in above] + [_line(award, each, rule, tied) for each in equal]


def _is_for(profile: Profile, award: Award, result: Result) -> bool:
    grid = result.assessment.grid
    if award.subject in _OF_MEMBERS:
        return grid is None
    if award.subject == "village":
        return grid is not None and grid.level.key == profile.place_level("village").key
    return grid is not None


def _line(award: Award, result: Result, rule: str, tied: str = "") -> tuple[Result, str, dict[str, Any]]:
    reward = f"，{award.reward}" if award.reward else ""
    text = f"{award.name}{reward}" + (f"（{tied}）" if tied else "")
    return result, text, {"rule": rule, "total": f"{result.total:.1f}", "tied": tied or None}
