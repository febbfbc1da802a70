"""What a category leaves open its parent decides; issues are raised in leaves."""

import datetime as dt
from pathlib import Path

import pytest

from seeds.loading import available_profiles, load_profile, parse_profile
from seeds.problems import ProfileError
from seeds.sections.casework import Admission, AdmissionItem, Casework, IssueCategory, IssueClass, IssueSource, Outcome
from seeds.sections.limits import TimeLimit

CASEWORK = Casework(
    sources=(IssueSource(key="visit", name="走访"),),
    classes=(IssueClass(key="city", name="市直"),),
    categories=(
        IssueCategory(
            code="top", name="大类", department="office", issue_class="city", limit=TimeLimit(working_days=9)
        ),
        IssueCategory(code="silent", name="小类", parent="top"),
        IssueCategory(code="own", name="另一小类", parent="top", department="desk", limit=TimeLimit(at_once=True)),
        IssueCategory(code="alone", name="单独一类"),
    ),
    outcomes=(Outcome(key="solved", name="已解决"),),
    default_limit=TimeLimit(working_days=5),
)


def test_a_silent_category_takes_department_class_and_limit_from_above() -> None:
    assert CASEWORK.department_for("silent") == "office"
    assert CASEWORK.class_for("silent") == "city"
    assert CASEWORK.limit_for("silent").working_days == 9


def test_its_own_word_comes_first() -> None:
    assert CASEWORK.department_for("own") == "desk"
    assert CASEWORK.limit_for("own").at_once


def test_where_nobody_speaks_there_is_only_the_default_limit() -> None:
    assert (CASEWORK.department_for("alone"), CASEWORK.class_for("alone")) == (None, None)
    assert CASEWORK.limit_for("alone").working_days == 5


def test_a_heading_on_the_admission_list_counts_for_all_below_it() -> None:
    heading = AdmissionItem(key="all", name="大类事项", group="甲", category="top")
    own = AdmissionItem(key="own", name="自己的事项", group="甲", category="own")
    listed = CASEWORK.model_copy(update={"admission": Admission(admits=("群众需要",), items=(heading, own))})
    assert listed.admission_item_for("silent") == heading
    assert listed.admission_item_for("own") == own
    assert listed.admission_item_for("alone") is None
    assert CASEWORK.admission_item_for("own") is None
    with pytest.raises(KeyError):
        listed.admission_item_for("nothing")


def test_what_was_withdrawn_falls_back_to_the_heading() -> None:
    heading = AdmissionItem(key="all", name="大类事项", group="甲", category="top")
    own = AdmissionItem(
        key="own",
        name="自己的事项",
        group="甲",
        category="own",
        admitted_on=dt.date(2026, 1, 5),
        withdrawn_on=dt.date(2026, 3, 1),
    )
    listed = CASEWORK.model_copy(update={"admission": Admission(admits=("群众需要",), items=(heading, own))})
    days = [dt.date(2026, 1, 4), dt.date(2026, 1, 5), dt.date(2026, 2, 28), dt.date(2026, 3, 1)]
    assert [listed.admission_item_for("own", day) for day in days] == [heading, own, own, heading]


def test_an_unknown_category_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        CASEWORK.department_for("nothing")


def test_a_question_may_not_raise_what_cannot_be_registered() -> None:
    path = available_profiles()["hongqiao"]
    text = path.read_text("utf-8")
    leaf = next(
        question.raises
        for section in load_profile(path).checklists[0].sections
        for question in section.questions
        if question.raises
    )
    with pytest.raises(ProfileError, match="下面还有小类"):
        parse_profile(text.replace(f"raises: {leaf}", "raises: indoors", 1), Path("changed.yaml"))
