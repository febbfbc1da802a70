"""Names in quotation marks."""

from __future__ import annotations

from portal.foundation.quoting import quoted


def test_a_name_with_marks_of_its_own_gets_the_inner_ones() -> None:
    assert quoted("西岗镇“满意网格”方案") == "“西岗镇‘满意网格’方案”"
    assert quoted("伏龙社区") == "“伏龙社区”"
