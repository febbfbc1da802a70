"""The screen of residents, where sensitive facts are need-to-know."""

from __future__ import annotations

from typing import Any, ClassVar

from flask import g, request

from portal.foundation.choices import Choice
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import OutOfScope, Refusal
from portal.households import services
from portal.households.care import care_in_words, grids_open_to
from portal.households.forms import CareField
from portal.households.models import CareCategory, Resident
from portal.households.rules import Relation
from portal.members.rules import Sex
from portal.security.scope import scope_of
from portal.web.interface import PortalInterface
from portal.web.parameters import identity
from portal.web.remarks import remark
from portal.web.reveal import RevealingView, log_look


class ResidentView(RevealingView):
    """Residents. Sensitive care categories are open to holders of `reveal` and to the members of the grid; looks are logged."""

    datamodel: Any = PortalInterface(Resident)
    list_title, show_title, add_title, edit_title = "居民", "居民", "登记居民", "修改居民"
    list_hint = "这里还没有居民。点“新增”登记户主和家人。"
    list_columns: ClassVar = ["name", "household", "relation", "sex", "birth_date", "phone", "care_shown"]
    show_columns: ClassVar = [
        "name", "household", "relation", "sex", "ethnicity", "birth_date", "phone", "id_number", "occupation", "care_shown",
    ]  # fmt: skip
    add_columns: ClassVar = [
        "household", "name", "relation", "id_number", "sex", "birth_date", "ethnicity", "phone", "occupation", "care",
    ]  # fmt: skip
    edit_columns: ClassVar = add_columns
    search_columns: ClassVar = ["name", "phone", "household", "relation", "sex", "birth_date", "care"]
    base_order = ("id", "asc")
    loads: ClassVar[tuple[str, ...]] = ("care",)
    choices: ClassVar[dict[str, type[Choice]]] = {"relation": Relation, "sex": Sex}
    pickers: ClassVar[tuple[str, ...]] = ("household",)
    add_form_extra_fields: ClassVar = {"care": CareField(datamodel, "care", label="关爱类别")}
    edit_form_extra_fields: ClassVar = add_form_extra_fields
    label_columns: ClassVar = {
        "name": "姓名", "household": "住户", "relation": "与户主关系", "sex": "性别", "ethnicity": "民族", "birth_date": "出生日期",
        "phone": "电话", "id_number": "身份证号", "occupation": "职业", "care": "关爱类别", "care_shown": "关爱类别",
    }  # fmt: skip
    description_columns: ClassVar = {"id_number": "加密保存;出生日期和性别可由此得出"}

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """The care categories in words; on lists the sensitive ones are hidden from everybody, so that every look is logged."""
        opened = g.get("opened_resident")
        return {"care_shown": {item.id: care_in_words(item.care, item.id == opened) for item in items}}

    def begin(self, form: Any, preset: dict[str, Any]) -> None:
        """The first resident of a household is most likely its head."""
        household = preset.get("household")
        if household is not None and not services.has_head(db.session(), household):
            form.relation.data = Relation.HEAD

    def check(self, item: Resident) -> None:
        """The identity number, and who may record what is sensitive."""
        services.check_resident(db.session(), item)
        if any(each.sensitive for each in item.care) and g.get("sees_sensitive") and not self._sees(item):
            raise Refusal("您不负责这户所在的网格,不能登记敏感类别", "care")
        for sentence in services.doubtful_care(db.session(), item, today()):
            remark(sentence)

    def _sees(self, item: Resident) -> bool:
        return self.may_reveal() or item.household.grid_id in self._own_grids()

    def _own_grids(self) -> set[int]:
        session = db.session()
        scope = scope_of(session)
        return grids_open_to(session, scope.member_id if scope else None)

    def _show(self, pk: Any) -> Any:
        self._open(pk)
        return super()._show(pk)

    def _add(self) -> Any:
        g.sees_sensitive = self.may_reveal() or bool(self._own_grids())
        return super()._add()

    def _edit(self, pk: Any) -> Any:
        g.sees_sensitive = self._open(pk)
        return super()._edit(pk)

    def _open(self, pk: Any) -> bool:
        """Whether the person may see what is sensitive about this resident; opening a page that shows some is logged."""
        item = self.datamodel.get(identity(str(pk)), self._base_filters)
        if item is None or not self._sees(item):
            return False
        g.opened_resident = item.id
        if request.method == "GET" and any(each.sensitive for each in item.care):
            log_look(item, "care")
        return True

    def _check_value(self, column: str, value: Any) -> None:
        super()._check_value(column, value)
        if column == "care" and not self.may_reveal():
            category = db.session.get(CareCategory, identity(str(value)))
            if category is not None and category.sensitive:
                raise OutOfScope("您没有按敏感类别查询的权限")
