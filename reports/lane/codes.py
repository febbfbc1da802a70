"""QR codes by the thousand: with version, level and mask fixed, the modules are an affine function of the text over GF(2).

The library makes one code for each length of text; every other text of that length flips the modules its differing bytes flip.
Source of the code words and their order: ISO/IEC 18004:2015, 7.4 to 7.7.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import segno
from segno import consts

from reports.errors import ReportError

LEVEL = "m"
_MODE_BITS = 4
_SHORT_COUNT = 9  # the last version that counts its bytes in eight bits


class Stencil(NamedTuple):
    """A code without its quiet zone: `size` modules a side, `rows` of bits from the left, each row filled up to whole bytes."""

    size: int
    rows: bytes


def stencil(text: str) -> Stencil:
    """The code of `text` in UTF-8 at level M. Raises ReportError when the text is too long for a code."""
    data = text.encode()
    if len(data) not in _series:
        _series[len(data)] = _Series(data)
    return _series[len(data)].code(data)


class _Series:
    """All codes of one length in bytes: the library's code of one text, and what each byte that differs from it flips."""

    def __init__(self, example: bytes) -> None:
        try:
            made = segno.make(example, error=LEVEL, mode="byte", micro=False, boost_error=False)
        except segno.DataOverflowError as error:
            raise ReportError("二维码内容过长，请缩短。") from error
        self.example = example
        self.plan = _plan(int(made.version))
        self.base = self.plan.bits(made.matrix)

    def code(self, data: bytes) -> Stencil:
        bits, flips = self.base, self.plan.flips
        for place, (ours, theirs) in enumerate(zip(data, self.example, strict=True)):
            if ours != theirs:
                bits ^= flips[place][ours ^ theirs]
        return Stencil(self.plan.size, bits.to_bytes(self.plan.size * self.plan.stride, "big"))


_series: dict[int, _Series] = {}


@cache
def _plan(version: int) -> "_Plan":
    return _Plan(version)


class _Flips(dict[int, list[int]]):
    """By place of a byte in the text: the modules flipped by each of the 256 differences."""

    def __init__(self, plan: "_Plan") -> None:
        self.plan = plan

    def __missing__(self, place: int) -> list[int]:
        header = _MODE_BITS + (8 if self.plan.version <= _SHORT_COUNT else 16)
        flips = [0]
        for bit in range(7, -1, -1):
            one = self.plan.flipped_by(header + 8 * place + bit)
            flips += [each ^ one for each in flips]
        self[place] = flips
        return flips


class _Plan:
    """One version at level M: where each bit of the message lies, and which bits of correction it moves."""

    def __init__(self, version: int) -> None:
        self.version = version
        made = segno.make("a", error=LEVEL, version=version, mode="byte", boost_error=False)
        self.size = len(made.matrix)
        self.stride = (self.size + 7) // 8
        self.weights = [self._weight(row, column) for row, column in _data_modules(made)]
        blocks: Any = consts.ECC
        self.blocks = [
            (block.num_data, block.num_total - block.num_data)
            for block in blocks[version][consts.ERROR_LEVEL_M]
            for _ in range(block.num_blocks)
        ]
        self.data_order, self.check_order = _orders(self.blocks)
        self.flips = _Flips(self)

    def bits(self, matrix: Sequence[Sequence[int]]) -> int:
        """The modules of the library's matrix as one number."""
        dark = ((row, column) for row in range(self.size) for column in range(self.size) if matrix[row][column])
        return sum(self._weight(row, column) for row, column in dark)

    def flipped_by(self, bit: int) -> int:
        """The modules that change with this bit of the message."""
        word, value = bit // 8, 0x80 >> bit % 8
        for number, (size, checks) in enumerate(self.blocks):  # noqa: B007
            if word < size:
                break
            word -= size
        flipped = self._modules(self.data_order[number, word], value)
        for place, each in enumerate(_remainder(size, checks)[word]):
            flipped ^= self._modules(self.check_order[number, place], _product(each, value))
        return flipped

    def _weight(self, row: int, column: int) -> int:
        return 1 << (8 * self.size * self.stride - 1 - (8 * row * self.stride + column))

    def _modules(self, word: int, value: int) -> int:
        return sum(self.weights[8 * word + bit] for bit in range(8) if value & 0x80 >> bit)


def _data_modules(code: segno.QRCode) -> Iterator[tuple[int, int]]:
    """The modules that carry the message, in the order of its bits: two columns wide, from the right, up and down in turn."""
    kinds: Any = [list(row) for row in code.matrix_iter(border=0, verbose=True)]
    last = len(kinds) - 1
    kinds[8][last - 8] = consts.TYPE_DATA_LIGHT  # the library calls it format information, and yet fills it with data
    carriers = {consts.TYPE_DATA_DARK, consts.TYPE_DATA_LIGHT}
    upwards = True
    for right in chain(range(last, 6, -2), range(5, 0, -2)):  # column 6 is the timing pattern
        for row in range(last, -1, -1) if upwards else range(last + 1):
            yield from ((row, column) for column in (right, right - 1) if kinds[row][column] in carriers)
        upwards = not upwards


def _orders(blocks: Sequence[tuple[int, int]]) -> tuple[dict[tuple[int, int], int], dict[tuple[int, int], int]]:
    """Where the code words of (block, place) stand in the stream: first of all blocks, then second of all blocks, and so on."""
    longest = max(size for size, _ in blocks)
    data = [(number, place) for place in range(longest) for number, (size, _) in enumerate(blocks) if place < size]
    checks = [(number, place) for place in range(blocks[0][1]) for number in range(len(blocks))]
    return {each: index for index, each in enumerate(data)}, {each: len(data) + i for i, each in enumerate(checks)}


@cache
def _remainder(size: int, checks: int) -> list[list[int]]:
    """For a one at each place of a block: its Reed–Solomon check words."""
    generator = [1]
    for power in range(checks):
        shifted = [*generator, 0]
        for place, each in enumerate(generator):
            shifted[place + 1] ^= _product(each, consts.GALIOS_EXP[power])
        generator = shifted
    found, rest = [], generator[1:]
    for _ in range(size):
        found.append(rest)
        top = rest[0]
        rest = [low ^ _product(top, each) for low, each in zip([*rest[1:], 0], generator[1:], strict=True)]
    return found[::-1]


def _product(left: int, right: int) -> int:
    """In GF(256) of the standard."""
    if not left or not right:
        return 0
    return int(consts.GALIOS_EXP[consts.GALIOS_LOG[left] + consts.GALIOS_LOG[right]])
