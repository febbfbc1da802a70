"""How values read on a page."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from portal.web.formatters import NOTHING, keeps_together


@pytest.mark.parametrize(
    "text", ["8043", "12,345", "2026-03-01", "2026-03-01 09:15", "0557-5020001", "900000100001", "95.5%"]
)
def test_numbers_dates_and_codes_are_not_broken(text: str) -> None:
    assert keeps_together(text)


def test_words_are_broken_and_a_tagged_day_is_not() -> None:
    assert keeps_together(Markup('2026-03-06 <span class="tag tag-overdue">超期</span>'))
    assert not any(keeps_together(each) for each in (NOTHING, "试验镇/西村", "1 号楼 2 单元 301 室", "A" * 60))
