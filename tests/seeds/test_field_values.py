"""What stands in a field of a town's own, as people read it."""

import pytest

from seeds.sections.fields import CustomField, FieldOption, Value

OPTIONS = (FieldOption(key="river", name="临河"), FieldOption(key="slope", name="切坡"))


@pytest.mark.parametrize(("kind", "value", "shown"), [
    ("text", "老屋", "老屋"), ("integer", 0, "0"), ("decimal", 1234567.5, "1234567.5"), ("decimal", 0.1, "0.1"),
    ("boolean", False, "否"), ("date", "2026-03-01", "2026-03-01"), ("choice", "slope", "切坡"),
    ("choice", "gone", "gone"), ("choices", ["river", "slope"], "临河、切坡"), ("choices", [], ""), ("text", None, ""),
])  # fmt: skip
def test_a_value_reads_as_people_write_it(kind: str, value: Value, shown: str) -> None:
    options = OPTIONS if kind.startswith("choice") else ()
    field = CustomField.model_validate({"key": "x", "name": "某项", "kind": kind, "options": options})
    assert field.shown(value) == shown
