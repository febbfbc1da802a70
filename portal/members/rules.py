"""What may stand in a real-name record: pure decisions on plain values."""

from __future__ import annotations

import datetime as dt

from portal.foundation.choices import Choice
from portal.foundation.identity import birth_date_of


class Sex(Choice):
    """Sex (GB/T 2261.1)."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class Employment(Choice):
    """Full-time or part-time."""

    FULL = "full", "专职"
    PART = "part", "兼职"


class Politics(Choice):
    """Political status, the common values of GB/T 4762."""

    PARTY = "party", "中共党员"
    PROBATIONARY = "probationary", "中共预备党员"
    LEAGUE = "league", "共青团员"
    DEMOCRATIC = "democratic", "民主党派"
    MASSES = "masses", "群众"


class Education(Choice):
    """Education, the levels of GB/T 4658."""

    PRIMARY = "primary", "小学及以下"
    JUNIOR = "junior", "初中"
    SENIOR = "senior", "高中（中专）"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    MASTER = "master", "研究生"


class Duty(Choice):
    """What a member does in a grid; each duty carries a portal role (`portal.security.roles`)."""

    CENTRE = "centre", "中心工作人员"
    LEADER = "leader", "分管领导"
    HEAD = "head", "网格长"
    MEMBER = "member", "网格员"
    HELPER = "helper", "网格辅助员"


def sex_of(number: str) -> Sex:
    """The sex in an identity number: odd sequence numbers are male."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def identity_problems(number: str, birth_date: dt.date | None, sex: str | None) -> list[tuple[str, str]]:
    """All that in the record contradicts a sound identity number, each with its field."""
    born, found = birth_date_of(number), []
    if birth_date and born != birth_date:
        found.append((f"出生日期 {birth_date} 与身份证号中的 {born} 不一致", "birth_date"))
    if sex and sex != sex_of(number):
        found.append((f"性别与身份证号不一致：证件号码显示为{sex_of(number).label}", "sex"))
    return found
