"""What a profile looks like before it is applied: its letter for a made-up household, and the fields it adds to forms."""

from __future__ import annotations

from collections.abc import Sequence

from portal.foundation.clock import today
from seeds.schema import Profile
from seeds.sections.fields import CustomField
from seeds.sections.texts import fill_placeholders

KINDS = {
    "text": "文字", "long_text": "多行文字", "integer": "整数", "decimal": "数字", "date": "日期", "boolean": "是或否",
    "choice": "单选", "choices": "多选", "phone": "电话",
}  # fmt: skip
_HEAD, _MEMBER, _PHONE, _ADDRESS = "张三", "李四", "13800000000", "示例路 1 号"


def values_of(profile: Profile) -> dict[str, str]:
    """Placeholders for a made-up household in the first village of the plan."""
    texts, town = profile.texts, profile.place.name
    lowest = profile.visiting_level
    village = next((area.name for area in reversed(profile.areas)), "示例村")
    centre = fill_placeholders(texts.centre, {"town": town})
    return {
        "town": town, "village": village, "grid": f"第一{lowest.short}", "head": _HEAD, "address": _ADDRESS, "member": _MEMBER,
        "phone": _PHONE, "hotline": texts.hotline, "centre": centre, "centre_phone": texts.centre_phone or texts.hotline,
    }  # fmt: skip


def letter_pdf(profile: Profile) -> bytes:
    """The letter as one page of PDF. Raises `reports.errors.ReportError` when the text does not fit its page."""
    from reports.contexts import Letter
    from reports.render import render_pdf  # layout takes half a second to load, and only who looks needs it

    values, said, day = values_of(profile), profile.texts.letter, today()
    made = Letter(
        addressee=_HEAD, address=_ADDRESS, household_code="001", village=values["village"], grid=values["grid"], town=values["town"],
        member_role="网格员", member_name=_MEMBER, member_phone=_PHONE, centre_label="网格中心", centre_phone=values["centre_phone"],
        date_text=f"{day.year}年{day.month}月{day.day}日", qr_text="", qr_hint="", title=fill_placeholders(said.title, values),
        salutation=fill_placeholders(said.salutation, values),
        body=tuple(fill_placeholders(each, values) for each in said.paragraphs), signer=fill_placeholders(said.signature, values),
    )  # fmt: skip
    return bytes(render_pdf("letter", [made], title="样张").pdf)


def household_fields(profile: Profile) -> Sequence[CustomField]:
    """The fields of a town's own that the form of a household would ask."""
    return [field for field in profile.fields.household if not field.retired]
