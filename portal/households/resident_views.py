"""The screen of residents, where sensitive facts are need-to-know."""

from __future__ import annotations

from typing import Any, ClassVar

from portal.foundation.choices import Choice
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.households import services
from portal.households.care_view import CareView
from portal.households.forms import CareField
from portal.households.models import Resident
from portal.households.rules import CareSubject, Relation
from portal.members.rules import Sex
from portal.web.interface import PortalInterface
from portal.web.remarks import remark


class ResidentView(CareView):
    """Residents. Sensitive care categories are open to holders of `reveal` and to the members of the grid; looks are logged."""

    datamodel: Any = PortalInterface(Resident)
    list_title, show_title, add_title, edit_title = "居民", "居民", "登记居民", "修改居民"
    list_hint = "这里还没有居民。点“新增”登记户主和家人。"
    list_columns: ClassVar = ["name", "household", "relation", "sex", "birth_date", "phone", "care_shown"]
    list_end: ClassVar[tuple[str, ...]] = ("phone", "care_shown")
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
    add_form_extra_fields: ClassVar = {"care": CareField(datamodel, CareSubject.PERSON)}
    edit_form_extra_fields: ClassVar = add_form_extra_fields
    search_form_extra_fields: ClassVar = {"care": CareField(datamodel, CareSubject.PERSON, searching=True)}
    label_columns: ClassVar = {
        "name": "姓名", "household": "住户", "relation": "与户主关系", "sex": "性别", "ethnicity": "民族", "birth_date": "出生日期",
        "phone": "电话", "id_number": "身份证号", "occupation": "职业", "care": "关爱类别", "care_shown": "关爱类别",
    }  # fmt: skip
    description_columns: ClassVar = {"id_number": "加密保存；出生日期和性别可由此得出"}

    def derive(self, items: list[Any]) -> dict[str, dict[int, Any]]:
        """The care categories in words; on lists the sensitive ones are hidden from everybody, so that every look is logged."""
        return {"care_shown": self.care_shown(items)}

    def begin(self, form: Any, preset: dict[str, Any]) -> None:
        """The first resident of a household is most likely its head."""
        household = preset.get("household")
        if household is not None and not services.has_head(db.session(), household):
            form.relation.data = Relation.HEAD

    def check(self, item: Resident) -> None:
        """The identity number, and who may record what is sensitive."""
        services.check_resident(db.session(), item)
        self.check_care(item)
        for sentence in services.doubtful_care(db.session(), item, today()):
            remark(sentence)
