"""What is printed comes from the profile in force; who is named comes from the grid."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.assessments.models import Assessment
from portal.foundation.clock import today
from portal.members.models import Assignment, Member
from portal.plans.models import PlanVersion
from portal.printing import services
from portal.printing.household_check import NOT_OPEN, preview_grid
from portal.printing.kinds import Wish, kind_of
from portal.printing.models import PrintBatch, PrintItem
from portal.printing.rules import PrintKind
from portal.printing.teams import holders
from tests.fixtures.world import World


def reworded(session: Session, *changes: tuple[str, str]) -> None:
    """The plan in force with some of its words replaced."""
    plan = session.scalars(select(PlanVersion)).one()
    for old, new in changes:
        assert old in plan.content
        plan.content = plan.resolved = plan.content.replace(old, new)
    session.flush()


def printed(session: Session, batch: PrintBatch) -> list[Any]:
    subjects = list(session.scalars(select(PrintItem.subject_id).where(PrintItem.batch_id == batch.id)))
    return list(kind_of(batch.kind).contexts(session, batch, sorted(subjects)).values())


def letters(session: Session, world: World, grid: str = "west1") -> list[Any]:
    return printed(session, services.order(session, PrintKind.LETTERS, world.grids[grid], by="甲"))


def cards(session: Session, world: World, grid: str = "west1") -> list[Any]:
    return printed(session, services.order(session, PrintKind.CARDS, world.grids[grid], by="甲"))


def test_a_letter_says_what_the_profile_says(planned: Session, world: World) -> None:
    reworded(
        planned,
        ("title: 致{town}居民朋友的一封信", "title: 给{village}乡亲的信"),
        ("salutation: 尊敬的{head}：", "salutation: 敬爱的{head}一家："),
        ("signature: 萧县{town}网格化服务管理中心", "signature: 甲县{town}人民政府"),
    )
    one = letters(planned, world)[0]
    assert (one.title, one.salutation) == (f"给{one.village}乡亲的信", "敬爱的赵甲一家：")
    assert one.signer == f"甲县{one.town}人民政府"
    assert (one.member_role, one.member_name, one.member_phone) == ("您家的网格员", "冯西一", "138 0000 0004")
    assert any("冯西一，电话13800000004" in paragraph for paragraph in one.body)


def test_a_card_says_what_the_profile_says(planned: Session, world: World) -> None:
    reworded(
        planned,
        ("title: 网格服务联系卡", "title: 便民卡"),
        ("footer: 服务热线{hotline}", "footer: 中心{centre_phone}"),
        ("      - 安全隐患、环境问题上报", "      - 安全隐患、环境问题上报\n      - 第五条\n      - 第六条"),
    )
    one = cards(planned, world)[0]
    assert one.title == "便民卡"
    assert one.footer.startswith("中心0557-5020000")
    assert [len(one.duties), one.duties[-1]] == [6, "第六条"]
    notes = preview_grid(planned, PrintKind.CARDS, world.grids["west2"]).notes
    assert notes[0] == "方案中联系卡的职责有 6 条，超过 4 条，改用小字印"


def test_four_duties_are_printed_without_a_note(planned: Session, world: World) -> None:
    assert len(cards(planned, world)[0].duties) == 4
    assert preview_grid(planned, PrintKind.CARDS, world.grids["west2"]).notes == (NOT_OPEN,)


@pytest.mark.parametrize(
    ("centre_phone", "label", "phone"),
    [("", "服务热线", "12345"), ("  centre_phone: 0557-5020000", "网格中心", "0557-5020000")],
)
def test_the_hotline_stands_where_the_centre_has_no_number(
    planned: Session, world: World, centre_phone: str, label: str, phone: str
) -> None:
    reworded(planned, ("  centre_phone: 0557-5020000", centre_phone))
    for one in (letters(planned, world)[0], cards(planned, world)[0]):
        assert (one.centre_label, one.centre_phone) == (label, phone)


def test_where_nobody_is_in_duty_the_centre_is_named(planned: Session, world: World) -> None:
    reworded(planned, ('centre: "{town}网格化服务管理中心"', 'centre: "{town}便民中心"'))
    planned.execute(update(Assignment).values(ends_on=Assignment.starts_on))
    letter, card = letters(planned, world)[0], cards(planned, world)[0]
    assert (letter.member_role, letter.member_name) == ("有事请联系", f"{letter.town}便民中心")
    assert (card.member_role, card.member_name, card.head_name) == ("", f"{card.town}便民中心", "")
    assert letter.member_phone == card.member_phone == "0557-5020000"
    assert "便民中心" in letter.qr_text
    assert "0557-5020000" in letter.qr_text


def test_a_head_standing_in_is_named_once_on_the_card(planned: Session, world: World) -> None:
    one = cards(planned, world, "west2")[0]
    assert (one.member_role, one.member_name, one.head_name) == ("网格长", "郑西长", "")
    assert letters(planned, world, "west2")[0].member_role == "您家的网格长"


def test_a_member_without_a_phone_gets_the_centres(planned: Session, world: World) -> None:
    planned.get_one(Member, world.members["west1-member"]).phone = None
    assert letters(planned, world)[0].member_phone == "0557-5020000"


def test_a_sheet_is_headed_by_its_scheme_and_sealed_by_the_centre(planned: Session, world: World) -> None:
    assessment = planned.scalars(select(Assessment).where(Assessment.member_id.is_not(None))).first()
    assert assessment
    (one,) = printed(planned, services.order(planned, PrintKind.ASSESSMENTS, rows=[assessment.id], by="甲"))
    assert one.title.startswith(one.town)
    assert one.title.endswith("表")
    assert one.signatures[0].post == "被考核人"
    assert one.signatures[-1].post == f"{one.town}网格化服务管理中心（盖章）"
    assert one.peers.bands == ()  # two results would tell each the other's


def test_paper_names_the_principal_head_though_a_deputy_serves_longer(planned: Session, world: World) -> None:
    reworded(planned, (
        "  - key: head\n    name: 网格长\n",
        "  - {key: chief, name: 站长, level: village, acts_as: head, minimum: 1, maximum: 1, duties: [管全站]}\n"
        "  - key: head\n    name: 副站长\n",
    ))  # fmt: skip
    held = Assignment.member_id == world.members["west-head"]
    planned.execute(update(Assignment).where(held).values(role="head", starts_on=dt.date(2001, 1, 1)))
    planned.add(Assignment(
        member_id=world.members["east1-member"], grid_id=world.grids["west"], duty="head", role="chief", starts_on=dt.date(2025, 1, 1),
    ))  # fmt: skip
    planned.flush()
    card = cards(planned, world)[0]
    assert (card.head_role, card.head_name) == ("站长", "陈东一")
    assert letters(planned, world, "west2")[0].member_role == "您家的站长"
    west = holders(planned, [world.grids["west"]], today())[world.grids["west"]]
    assert [one.post for one in west] == ["站长", "副站长"]


def test_a_list_to_sign_says_who_registers_in_the_words_of_the_plan(planned: Session, world: World) -> None:
    reworded(planned, ("key: head\n    name: 网格长", "key: head\n    name: 站长"), ("name: 网格员\n", "name: 楼长\n"))
    order = services.order(planned, PrintKind.MAILING, world.grids["west1"], by="甲")
    (one,) = printed(planned, order)
    assert "交回后由站长在门户“发放登记”中登记" in one.note
    planned.execute(update(Assignment).values(ends_on=Assignment.starts_on))
    (nobody,) = printed(planned, services.order(planned, PrintKind.MAILING, world.grids["west1"], by="甲"))
    assert (nobody.contact_label, nobody.contact_name) == ("楼长", "")
    assert "由站长在门户" in nobody.note
    assert "本网格及上级没有楼长和站长，发放人留空手填" in order_problems(planned, world)


def order_problems(session: Session, world: World) -> str:
    return kind_of("mailing").check(session, Wish(world.grids["west1"])).missing
