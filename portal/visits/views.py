"""The screen of visits."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from flask import flash, url_for
from markupsafe import Markup
from wtforms import HiddenField, validators

from portal.foundation.choices import Choice
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.rounds.day import first_stops
from portal.visits import services
from portal.visits.checking import ONE_HOME, checklist_at, checklist_of, parted
from portal.visits.filters import WithAbsence, WithWishes
from portal.visits.models import Visit
from portal.visits.rules import Satisfaction, VisitWay
from portal.visits.wording import absence_in_words, answers_in_words
from portal.web.fields import radio_field
from portal.web.interface import PortalInterface
from portal.web.plain_fields import DayField
from portal.web.views import PortalView


def offer_next() -> None:
    """On a member's round: the way to the home to go to next."""
    for stop in first_stops(db.session(), today(), 1):
        link = Markup('下一户：<a class="next-home" href="{}">{}</a>')
        flash(link.format(url_for(f"RoundView.{stop.kind}", pk=stop.id), stop.name), "info")


def _new_uid() -> str:
    return str(uuid.uuid4())


def _uid_given(text: str | None) -> str:
    """What a page sent, where it is an id."""
    try:
        return str(uuid.UUID(text or ""))
    except ValueError:
        return _new_uid()


class VisitInterface(PortalInterface):
    """Deletes by the service, so that tasks are counted anew; a visit that `record_visit` knew already is not added."""

    def add(self, item: Any, commit: bool = True) -> None:
        """Add and commit."""
        if item in self.session:
            super().add(item, commit)

    def delete(self, item: Any, commit: bool = True) -> None:
        """Delete and commit."""
        services.remove_visit(self.session, item)
        self._finish(commit)


class VisitView(PortalView):
    """Visits. Who may not change visits records only their own."""

    datamodel: Any = VisitInterface(Visit)
    list_title, show_title, add_title, edit_title = "走访记录", "走访记录", "登记走访", "修改走访"
    list_hint = "还没有走访记录。在住户页面点“走访记录”，或在这里点“登记走访”。"
    list_columns: ClassVar = [
        "visited_on", "household", "establishment", "way", "satisfaction", "member", "note", "wishes", "next_on", "absent",
    ]  # fmt: skip
    show_columns: ClassVar = [*list_columns, "met", "answered", "recorded_at"]
    edit_columns: ClassVar = [
        "household", "establishment", "visited_on", "way", "satisfaction", "wishes", "note", "next_on", "member",
    ]  # fmt: skip
    add_columns: ClassVar = ["uid", *edit_columns]
    search_columns: ClassVar = [
        "visited_on", "household", "establishment", "way", "satisfaction", "member", "note", "wishes", "next_on", "with_wishes",
        "with_absence",
    ]  # fmt: skip
    own_filters: ClassVar[dict[str, list[Any]]] = {"with_wishes": [WithWishes], "with_absence": [WithAbsence]}
    loads: ClassVar[tuple[str, ...]] = ("absence",)
    base_order = ("visited_on", "desc")
    choices: ClassVar[dict[str, type[Choice]]] = {"way": VisitWay, "satisfaction": Satisfaction}
    pickers: ClassVar[tuple[str, ...]] = ("household", "establishment", "member")
    add_form_extra_fields: ClassVar = {
        "uid": HiddenField("记录编号", default=_new_uid, filters=[_uid_given]),
        "way": radio_field(VisitWay, "方式", "无人在家、拒访也请如实登记"),
        "visited_on": DayField("走访日期", default=today, validators=[validators.InputRequired(message="请填写走访日期")]),
    }  # fmt: skip
    edit_form_extra_fields: ClassVar = {"way": add_form_extra_fields["way"]}
    label_columns: ClassVar = {
        "visited_on": "走访日期", "household": "住户", "establishment": "单位", "way": "方式", "satisfaction": "满意程度",
        "member": "网格员", "note": "记录", "wishes": "意见建议", "next_on": "下次走访", "absent": "不在家登记", "met": "见到的人",
        "answered": "清单", "recorded_at": "登记时间", "with_wishes": "有意见建议", "with_absence": "有不在家登记", "uid": "记录编号",
    }  # fmt: skip
    description_columns: ClassVar = {
        "member": "不选则为您本人", "satisfaction": "见到人或通话后才填", "household": "住户和单位二者选一", "next_on": "约好了再去的填",
    }  # fmt: skip

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """What is known of the absent; the answers of the checklist of one visit only, on its page."""
        found = {"absent": {item.id: absence_in_words(item.absence) for item in items}}
        return found if len(items) > 1 else {**found, "answered": {item.id: self._answered(item) for item in items}}

    def _answered(self, item: Visit) -> Markup | None:
        own, others = parted(item.answers or {})
        lines = answers_in_words(checklist_of(db.session(), item), own)
        for reference, answers in others.items():
            lines += answers_in_words(checklist_at(db.session(), reference), answers)
        return Markup("<br>").join(Markup("{}：{}").format(*line) for line in lines) if lines else None

    def _keep(self, form: Any, item: Visit, write: Callable[[Any], None]) -> bool:
        new = item.id is None
        kept = super()._keep(form, item, write)
        if new and not kept and services.visit_with(db.session(), form.uid.data):
            form.uid.data = _new_uid()  # the page was gone back to for another visit
        if kept and new and not self.appbuilder.sm.has_access("can_edit", "VisitView"):
            offer_next()
        return kept

    def problems(self, form: Any) -> Iterator[tuple[str, str]]:
        """A visit is to one home, which is asked for unless the page was opened from it; said together with what else is missing."""
        homes = [form[name] for name in ("household", "establishment") if name in form]
        asked = len(homes) > 1 and not any(field.errors for field in homes)
        if asked and sum(bool(field.data) for field in homes) != 1:
            yield ONE_HOME, "household"

    def check(self, item: Visit) -> None:
        """The rules of visits; a member without the right to change visits cannot record them for somebody else."""
        session = db.session()
        if not self.appbuilder.sm.has_access("can_edit", "VisitView"):
            item.member = services.own_member(session)
        stored = services.record_visit(session, item)
        if stored is not item:
            item.id = stored.id
            flash("这一页已经提交过，没有重复登记", "info")
