"""Kinds of household, relation and establishment: pure values and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from portal.foundation.choices import Choice


class HouseholdKind(Choice):
    """How a household lives here."""

    RESIDENT = "resident", "常住"
    AWAY = "away", "外出"
    RENTED = "rented", "出租"
    VACANT = "vacant", "空户"


def content_problem(kind: str | None, head_name: str | None, address: str | None) -> tuple[str, str] | None:
    """What a household recorded by a person lacks, as a sentence and the field it is about, or nothing. Nobody heads a vacant one."""
    if not (address or "").strip():
        return "请填写地址", "address"
    if kind != HouseholdKind.VACANT and not (head_name or "").strip():
        return "请填写户主；无人居住的，类别请选“空户”", "head_name"
    return None


def shared_beginning(addresses: Sequence[str]) -> str:
    """What all addresses begin with, up to the end of a name in it; nothing of a single one."""
    same = takewhile(lambda signs: len(set(signs)) == 1, zip(*addresses, strict=False))
    shared = "".join(signs[0] for signs in same) if len(addresses) > 1 else ""
    end = max((shared.rfind(each) for each in "村社区镇街路巷组号"), default=-1) + 1
    return shared[:end] if all(len(each) > end for each in addresses) else ""


class CareSubject(Choice):
    """Whom a care category means."""

    PERSON = "person", "个人"
    HOUSEHOLD = "household", "家庭"


class Relation(Choice):
    """Relation to the head of the household (GB/T 4761, main groups)."""

    HEAD = "head", "户主"
    SPOUSE = "spouse", "配偶"
    SON = "son", "子"
    DAUGHTER = "daughter", "女"
    GRANDCHILD = "grandchild", "孙子女"
    PARENT = "parent", "父母"
    GRANDPARENT = "grandparent", "祖父母"
    SIBLING = "sibling", "兄弟姐妹"
    CHILD_IN_LAW = "child_in_law", "儿媳或女婿"
    OTHER = "other", "其他"
