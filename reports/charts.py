"""Small black-and-white-proof drawings for the assessment sheet: plain figures in, SVG out. No data is never zero."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from markupsafe import Markup

from reports.contexts import Band, ScoreRow

_INK, _PALE, _LIGHT, _GRID, _OWN = "#9c1c1c", "#ead9d6", "#d9c4c0", "#c9c9c9", "#9c1c1c"
_TEXT = Markup('<text x="{}" y="{}" font-size="{}" text-anchor="{}" fill="{}">{}</text>')
_RECT = Markup('<rect x="{:.2f}" y="{:.2f}" width="{:.2f}" height="{:.2f}" fill="{}"/>')
_LINE = Markup('<line x1="{:.2f}" y1="{:.2f}" x2="{:.2f}" y2="{:.2f}" stroke="{}" stroke-width="{}"/>')
_EMPTY = Markup('<rect x="{}" y="{}" width="{}" height="{}" fill="none" stroke="#999" stroke-dasharray="2 2"/>')
_SVG = Markup('<svg class="chart {}" font-family="Noto Sans CJK SC" viewBox="0 0 {} {}">{}</svg>')

_FEW = 6
"""More items stand closer, and so do more labels of periods."""

NOT_YET = "尚未计分"
"""Of a score that is yet to come: something else than no data."""


def figure(value: Decimal | None) -> str:
    """A score to one place, halves up, as it is counted everywhere; or 无数据."""
    return "无数据" if value is None else f"{value.quantize(Decimal('0.1'), ROUND_HALF_UP):f}"


def full_marks(value: Decimal) -> str:
    """Full marks, and the marks of a scale, without needless zeros."""
    return f"{value.normalize():f}"


def bars(rows: Sequence[ScoreRow]) -> Markup:
    """One horizontal bar an item: pale up to full marks, dark up to the score."""
    left, width, step = 90.0, 210.0, 12.5 if len(rows) <= _FEW else 10.5
    parts = []
    for index, row in enumerate(rows):
        y = index * step + 2
        parts.append(_TEXT.format(left - 5, y + 7.2, 7.5, "end", "#222", _short(row.name, 11)))
        if row.score is None:
            parts.append(_EMPTY.format(left, y + 0.5, width, 8))
        else:
            parts.append(_RECT.format(left, y, width, 8.5, _PALE))
            parts.append(_RECT.format(left, y, width * _share(row.score, row.full), 8.5, _INK))
        told = (
            f"{figure(row.score)} / {full_marks(row.full)}"
            if row.score is not None
            else NOT_YET
            if row.waiting
            else figure(None)
        )
        parts.append(_TEXT.format(left + width + 5, y + 7.2, 7.5, "start", "#222", told))
    return _SVG.format("bars", 360, max(len(rows), 1) * step + 2, Markup("").join(parts))


def trend(history: Sequence[tuple[str, Decimal | None]]) -> Markup:
    """Totals over periods as a line from 0 to 100, or to the highest above it; a period without data breaks it.

    Fewer than two periods make no line and no drawing.
    """
    if len(history) < 2:
        return Markup("")
    top = max([Decimal(100), *(total for _, total in history if total is not None)])
    width, height, base = 200.0, 96.0, 78.0
    gap = width / len(history)
    spots = [(gap * (i + 0.5) + 18, period, total) for i, (period, total) in enumerate(history)]
    parts = [_LINE.format(18, y, 18 + width, y, _GRID, 0.4) for y in (base, base - 32.5, base - 65)]
    parts += [
        _TEXT.format(15, y + 2, 6, "end", "#666", full_marks(value))
        for y, value in ((base, Decimal(0)), (base - 32.5, top / 2), (base - 65, top))
    ]
    parts += _joined(spots, base, top)
    parts += [part for x, period, total in spots for part in _spot(x, _lines(period, len(history)), total, base, top)]
    return _SVG.format("trend", 222, height, Markup("").join(parts))


def spread(bands: Sequence[Band], unit: str = "人") -> Markup:
    """How many people (or what `unit` counts) stand in each band, the own band filled dark."""
    return _columns([(band.name, band.count, band.own) for band in bands], unit)


def graded(grades: Sequence[tuple[str, int]], unit: str = "人") -> Markup:
    """How many people (or what `unit` counts) have each grade."""
    return _columns([(grade, count, False) for grade, count in grades], unit)


def _columns(counted: Sequence[tuple[str, int, bool]], unit: str) -> Markup:
    """One column each of (label, count, filled dark)."""
    width, base, tallest = 200.0, 78.0, max((count for _, count, _ in counted), default=0) or 1
    gap = width / max(len(counted), 1)
    parts = [_LINE.format(10, base, 10 + width, base, _GRID, 0.6)]
    for index, (label, count, dark) in enumerate(counted):
        x, high = 10 + gap * index, 58.0 * count / tallest
        parts.append(_RECT.format(x + gap * 0.15, base - high, gap * 0.7, high, _OWN if dark else _LIGHT))
        parts.append(_TEXT.format(x + gap / 2, base - high - 2.5, 6.5, "middle", "#222", f"{count}{unit}"))
        parts.append(_TEXT.format(x + gap / 2, base + 9, 6.5, "middle", "#444", label))
    return _SVG.format("spread", 222, 96, Markup("").join(parts))


def _joined(spots: Sequence[tuple[float, str, Decimal | None]], base: float, top: Decimal) -> list[Markup]:
    return [
        _LINE.format(x1, _height(a, base, top), x2, _height(b, base, top), _INK, 1.2)
        for (x1, _, a), (x2, _, b) in pairwise(spots)
        if a is not None and b is not None
    ]


def _lines(period: str, periods: int) -> tuple[str, ...]:
    """The label of a period: of so many that they would touch, the year stands above what follows it."""
    year, mark, rest = period.partition("年")
    if periods * len(period) * 6.5 <= 200 or not mark:
        return (_short(period, 8),)
    return (year + mark, rest) if rest not in ("", "度") else (year + mark,)


def _spot(x: float, label: Sequence[str], total: Decimal | None, base: float, top: Decimal) -> list[Markup]:
    labels = [_TEXT.format(x, base + 8.5 + 7 * line, 6, "middle", "#444", text) for line, text in enumerate(label)]
    if total is None:
        return [*labels, _TEXT.format(x, base - 3, 6.5, "middle", "#888", figure(None))]
    y = _height(total, base, top)
    dot = Markup('<circle cx="{:.2f}" cy="{:.2f}" r="1.8" fill="{}"/>').format(x, y, _INK)
    return [*labels, dot, _TEXT.format(x, y - 4, 6.5, "middle", "#222", figure(total))]


def _height(total: Decimal, base: float, top: Decimal) -> float:
    return base - 65 * _share(total, top)


def _share(value: Decimal, full: Decimal) -> float:
    return min(max(float(value / full), 0.0), 1.0) if full > 0 else 0.0


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
