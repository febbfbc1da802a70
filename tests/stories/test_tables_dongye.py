"""东冶镇 on paper: the admission list of matters."""

from __future__ import annotations

from collections.abc import Callable

from tests.stories.records import Records
from tests.stories.story import Story


def test_admission_lists_hold_every_matter_of_the_plan(story: Callable[[str], Story]) -> None:
    dongye = story("dongye")
    items = dongye.plan.casework.admission.items if dongye.plan.casework.admission else ()
    made = Records(dongye)
    rows = made.table("matters")
    offices = {each.code: each.name for each in dongye.plan.departments}
    listed = [row for row in rows if isinstance(row[0], int)]
    assert sorted(row[2] for row in listed) == sorted(item.name for item in items)
    assert [row[0] for row in listed] == list(range(1, len(items) + 1))
    chosen = next(row for row in listed if row[2] == items[0].name)
    assert chosen[1:5] == [items[0].group, items[0].name, offices.get(items[0].department or "", ""), "已准入"]
    assert "镇综治中心主任：" in rows[-1][0]
    assert items[-1].name.replace(" ", "") in "".join(made.paper("matters"))
