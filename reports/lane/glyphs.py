"""Text into glyphs by table: what Pango says of a character and its follower once holds wherever the two meet.

That is true of Chinese characters and of what Unicode calls common (digits, punctuation); text with Latin letters is set by
Pango itself, and anything else is not for the lane.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from reports.lane.weasy.faces import Face, Glyph

HAN = "\u3400-\u4dbf\u4e00-\u9fff\u3005\u3007\U00020000-\U0002f7ff\U00030000-\U0003fffd"
_COMMON = "0-9 #%&()+,./:;=@~_\\-\u00b7\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2460-\u2473\u3000-\u3003\u3008-\u3011\uff01-\uff20"
_LATIN = re.compile("[A-Za-z]")
_SETTABLE = re.compile(f"(?! )(?!.*  )[{HAN}{_COMMON}A-Za-z]+(?<! )")
_ANY_HAN = re.compile(f"[{HAN}]")
_END = "\n"
_SAMPLE = "一"
"""Stands for every Chinese character as a neighbour: they are all equally wide and keep no other at a distance."""


def is_settable(text: str) -> bool:
    """Can the lane set this text at all? Such text is also `clean` already, and white space in it stays as it is."""
    return _SETTABLE.fullmatch(text) is not None


class Ink(NamedTuple):
    """Text ready to be shown: each glyph in hexadecimal with its kerning as in a PDF string, and how far it reaches from the
    beginning `origin`, in 1/1024 px."""

    codes: Sequence[str]
    reaches: Sequence[int]
    origin: int = 0

    @property
    def width(self) -> float:
        return (self.reaches[-1] - self.origin) / 1024

    def cut(self, place: int) -> tuple["Ink", "Ink"]:
        """The first so many glyphs, and the rest."""
        before, after = self.codes[:place], self.codes[place:]
        return Ink(before, self.reaches[:place], self.origin), Ink(after, self.reaches[place:], self.reaches[place - 1])


class _Piece(NamedTuple):
    code: str
    width: int


class Alphabet:
    """All that is known of one face; filled as texts ask for it."""

    def __init__(self, face: Face) -> None:
        self.face = face
        self.glyphs: dict[str, dict[int, Glyph]] = {}
        self.among_han = _Table(self, _SAMPLE)
        self.bare = _Table(self, "")

    def learn(self, texts: Iterable[str]) -> None:
        """Ask Pango for the Chinese characters of all these texts at once."""
        characters = set("".join(texts))
        new = [char for char in characters if _ANY_HAN.match(char) and (char, _SAMPLE) not in self.among_han]
        glyphs = self.face.shape("".join(new)) if new else []
        if len(glyphs) == len(new):
            for char, glyph in zip(new, glyphs, strict=True):
                piece = self.piece(glyph, char)
                self.among_han[char, _SAMPLE] = self.among_han[char, _END] = piece

    def drawn(self, characters: set[str]) -> Iterator[Glyph]:
        """Every glyph that texts of these characters may need."""
        for text, glyphs in self.glyphs.items():
            if characters.issuperset(text):
                yield from glyphs.values()

    def ink(self, text: str) -> Ink | None:
        """One line of settable text; None when a glyph is not in this face."""
        if _LATIN.search(text):
            pieces = [self.piece(glyph, glyph.text) for glyph in self.face.shape(text)]
        else:
            table = self.among_han if _ANY_HAN.search(text) else self.bare
            followers = _ANY_HAN.sub(_SAMPLE, text[1:]) + _END
            pieces = [*map(table.__getitem__, zip(text, followers, strict=True))]
        if None in pieces or not pieces:
            return None
        codes, widths = zip(*pieces, strict=True)
        return Ink(codes, [*accumulate(widths)])

    def piece(self, glyph: Glyph, text: str) -> _Piece | None:
        """How a glyph is written: with the distance to the next, where that is not its own width, as WeasyPrint rounds it."""
        if glyph.face is None or glyph.text != text:
            return None
        self.glyphs.setdefault(text, {})[glyph.number] = glyph
        kerning = int(glyph.natural - glyph.width * 1000 / 1024 / self.face.size)
        return _Piece(f"{glyph.number:04x}>{kerning}<" if kerning else f"{glyph.number:04x}", glyph.width)


class _Table(dict[tuple[str, str], "_Piece | None"]):
    """By character and follower."""

    def __init__(self, alphabet: Alphabet, beside: str) -> None:
        self.alphabet, self.beside = alphabet, beside

    def __missing__(self, pair: tuple[str, str]) -> _Piece | None:
        char, follower = pair
        before = "" if _ANY_HAN.match(char) else self.beside
        after = "" if follower == _END else follower + ("" if follower == self.beside else self.beside)
        text = before + char + after
        glyphs = self.alphabet.face.shape(text)
        alone = len(glyphs) == len(text)
        piece = self.alphabet.piece(glyphs[len(before)], char) if alone else None
        self[pair] = piece
        return piece
