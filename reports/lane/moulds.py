"""A laid-out page with its slots taken out, and what other addressees put into them."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from reports.lane.breaking import broken
from reports.lane.glyphs import Alphabet, Ink, is_settable
from reports.lane.numbers import number
from reports.lane.stencils import stamped
from reports.lane.weasy.boxes import Frame, Line, blank, measure
from reports.lane.weasy.faces import Face
from reports.lane.weasy.painting import Form

_TIGHT = 0.01  # px; what fills its line as nearly as this is for WeasyPrint to set


class Misfit(NamedTuple):
    """Why a text does not go into a mould: the slot and the `lines` it would take, or None when the lane cannot set it at all."""

    slot: str
    lines: int | None


class Casting:
    """One addressee's page: the mould, and what fills it."""

    __slots__ = ("codes", "mould", "words")

    def __init__(self, mould: "Mould", words: Sequence[str], codes: Sequence[str]) -> None:
        self.mould, self.words, self.codes = mould, words, codes

    @property
    def form(self) -> Form:
        return self.mould.form

    def draw(self, stream: Any) -> None:
        self.mould.draw(stream, self.words, self.codes)


class Mould:
    """Made of the page of one addressee, for others whose pages differ from it in these slots only."""

    def __init__(self, page: Any, lines: Sequence[Line], frames: Sequence[Frame]) -> None:
        self.form = Form(page)
        self.lines, self.frames = lines, frames
        self.places = _places(lines)
        self.template = ""

    def learn(self, texts: Mapping[str, Sequence[str]]) -> None:
        """Prepare for the texts of each slot."""
        for place in self.places:
            place.learn(texts)

    def fill(self, values: Mapping[str, str]) -> Casting | Misfit:
        """The page with these values by slot in it."""
        words: list[str] = []
        for place in self.places:
            written = place.written(values)
            if isinstance(written, Misfit):
                return written
            words += written
        return Casting(self, words, [values[frame.slot] for frame in self.frames])

    def draw(self, stream: Any, words: Sequence[str], codes: Sequence[str]) -> None:
        """Paint the page; the first time, the part that all share is written into the document."""
        if self.form.name is None:
            self.template = _template([part for place in self.places for part in place.parts(stream)])
            blank(self.lines, self.frames)
        self.form.draw(stream)
        stream.stream.append((self.template % tuple(words)).encode("ascii"))
        stream.stream += [stamped(frame, code) for frame, code in zip(self.frames, codes, strict=True)]


class _Place:
    """Some lines of a page, and the alphabet of each of their words."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.words = [words for line in lines for words in line.words]
        self.faces = [Face(words) for words in self.words]
        self.alphabets = [_alphabet(face) for face in self.faces]
        self.characters: dict[Alphabet, set[str]] = {alphabet: set() for alphabet in self.alphabets}

    def learn(self, texts: Mapping[str, Sequence[str]]) -> None:
        for words, alphabet in zip(self.words, self.alphabets, strict=True):
            said = texts[words.slot] if words.slot else [words.text]
            alphabet.learn(said)
            self.characters[alphabet].update(*said)

    def parts(self, stream: Any) -> list[list[str]]:
        """Colour, font and height of each word, open for where it begins and for its glyphs."""
        parts = []
        for words, face, alphabet in zip(self.words, self.faces, self.alphabets, strict=True):
            parts.append([*face.opening(stream), f"1 0 0 -1 %s {number(words.baseline)} Tm[<%s>]TJ"])
            face.tell(stream, alphabet.drawn(self.characters[alphabet]))
        return parts


class _Whole(_Place):
    """A slot that fills its lines alone."""

    def written(self, values: Mapping[str, str]) -> list[str] | Misfit:
        slot, alphabet, room = str(self.words[0].slot), self.alphabets[0], self.lines[0].room
        text = values[slot]
        inks = broken(text, alphabet, room) if is_settable(text) else None
        if inks is None or len(inks) != len(self.lines) or any(ink.width > room for ink in inks):
            return Misfit(slot, len(inks) if inks and len(inks) != len(self.lines) else None)
        return [part for line, ink in zip(self.lines, inks, strict=True) for part in _line(line, [ink])]


class _Mixed(_Place):
    """One line of slots and of what stands beside them on every page."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__(lines)
        self.fixed = [
            None if words.slot else alphabet.ink(words.text)
            for words, alphabet in zip(self.words, self.alphabets, strict=True)
        ]

    def written(self, values: Mapping[str, str]) -> list[str] | Misfit:
        inks: list[Ink] = []
        for words, alphabet, fixed in zip(self.words, self.alphabets, self.fixed, strict=True):
            text = values[words.slot] if words.slot else ""
            ink = alphabet.ink(text) if is_settable(text) else fixed
            if ink is None:
                return Misfit(str(words.slot), None)
            inks.append(ink)
        (line,) = self.lines
        if sum(ink.width for ink in inks) > line.room - _TIGHT:
            return Misfit(str(self.words[0].slot), None)
        return _line(line, inks)


def mould_of(page: Any, slots: Collection[str]) -> Mould | None:
    """The page as a mould for these slots; None when it sets one in a way the lane does not know."""
    measured = measure(page, slots)
    if measured is None:
        return None
    lines, frames = measured
    named = [words.slot for line in lines if len(line.words) > 1 for words in line.words if words.slot]
    alone = {words.slot for line in lines if len(line.words) == 1 for words in line.words}
    once = len(named) == len(set(named)) and alone.isdisjoint(named)
    return Mould(page, lines, frames) if once else None


def _places(lines: Sequence[Line]) -> list[_Whole | _Mixed]:
    places: list[_Whole | _Mixed] = []
    for mixed, several in groupby(lines, lambda line: len(line.words) > 1):
        if mixed:
            places += [_Mixed([line]) for line in several]
        else:
            places += [_Whole([*own]) for _, own in groupby(several, lambda line: line.words[0].slot)]
    return places


def _template(parts: Sequence[Sequence[str]]) -> str:
    """The text of a page as one text object; what is in force already is not said again."""
    said: list[str] = []
    for before, part in pairwise([(), *parts]):
        *opening, shown = part
        said += [*(each for each in opening if each not in before), shown]
    return "\n".join(["BT", *said, "ET"]) if parts else ""


def _line(line: Line, inks: Sequence[Ink]) -> list[str]:
    """Where each word of a line begins, and its glyphs."""
    x = line.words[0].x
    if line.leaning:
        x += line.leaning * (sum(words.width for words in line.words) - sum(ink.width for ink in inks))
    written = []
    for ink in inks:
        written += [number(x), "".join(ink.codes)]
        x += ink.width
    return written


_alphabets: dict[Any, Alphabet] = {}


def _alphabet(face: Face) -> Alphabet:
    """The alphabet of a face is kept as long as the process lives."""
    return _alphabets.setdefault(face.name, Alphabet(face))
