"""How keys move from one list to the next: renamed, exchanged, chained, and never twice for the same word in the file."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from portal.plans.shifts import Entry, shift


def entries(**was: str | None) -> list[Entry]:
    """A list whose entries had these keys before."""
    return [Entry(key, key.upper(), before) for key, before in was.items()]


def test_two_change_places() -> None:
    moved = shift(entries(a=None, b=None), entries(a="b", b="a"))
    assert moved.renamed == {"a": "b", "b": "a"}
    assert (moved.removed, moved.torn) == ({}, ())


def test_three_move_round() -> None:
    assert shift(entries(a=None, b=None, c=None), entries(a="b", b="c", c="a")).renamed == {
        "a": "c",
        "b": "a",
        "c": "b",
    }


def test_a_chain_ends_in_a_key_that_is_gone() -> None:
    assert shift(entries(b=None, c=None), entries(a="b", b="c")).renamed == {"b": "a", "c": "b"}


def test_what_stays_in_the_file_is_done_once() -> None:
    swapped = entries(a="b", b="a")
    assert shift(swapped, swapped).renamed == {}
    assert shift(entries(a="b"), entries(a="b")).renamed == {}
    assert shift(entries(a="b", b=None), entries(a="b", b=None)).renamed == {}


def test_a_key_that_its_holder_keeps_is_torn() -> None:
    moved = shift(entries(a=None), entries(a=None, b="a"))
    assert moved.renamed == {}
    assert [each.key for each in moved.torn] == ["b"]
    assert [each.key for each in shift(entries(a=None, b=None), entries(a="b", b="a", c="a")).torn] == ["c"]


KEYS = st.sampled_from("abcde")
LISTS = st.dictionaries(KEYS, st.none() | KEYS, max_size=5).map(lambda was: entries(**was))


@given(LISTS, LISTS)
def test_no_entry_takes_what_another_keeps_and_nothing_moves_twice(old: list[Entry], new: list[Entry]) -> None:
    moved, after, before = shift(old, new), {each.key for each in new}, {each.key for each in old}
    assert len(set(moved.renamed.values())) == len(moved.renamed)
    assert set(moved.renamed) <= before
    assert set(moved.renamed.values()) <= after
    assert set(moved.renamed) & set(moved.removed) == set()
    assert all(key not in after or key in moved.renamed.values() for key in moved.renamed)
    assert all(entry.key not in moved.renamed.values() for entry in moved.torn)
