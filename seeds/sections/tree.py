"""The tree of grids: levels, kinds, sizes and codes."""

from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Rows, Section, Text

PlaceKind = Literal["community", "village", "any"]


class SizeRule(Section):
    """How big a grid of one level should be in one kind of place; households or people, both ends included."""

    place: PlaceKind
    unit: Literal["households", "people"] = "households"
    minimum: int | None = Field(default=None, ge=0)
    maximum: int | None = Field(default=None, ge=1)
    natural_village: bool = False
    note: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.minimum is None and self.maximum is None and not self.natural_village:
            raise ValueError("应至少写明 minimum、maximum 或 natural_village: true 之一")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} 大于 maximum {self.maximum}")
        return self

    def allows(self, size: int) -> bool:
        """Whether `size` (in this rule's unit) lies within the limits; a missing limit allows everything."""
        return (self.minimum is None or size >= self.minimum) and (self.maximum is None or size <= self.maximum)


class Level(Section):
    """One level of the tree, rank 1 at the top. Households belong to the level with `visits: true`."""

    rank: int = Field(ge=1, le=9)
    key: Key
    name: Text
    short: Text
    visits: bool = False
    head_role: Key | None = None
    sizes: Rows[SizeRule] = ()

    def size_rule(self, place: PlaceKind) -> SizeRule | None:
        """The rule for this kind of place, or the one for any kind, or None."""
        exact = (rule for rule in self.sizes if rule.place == place)
        general = (rule for rule in self.sizes if rule.place == "any")
        return next(exact, None) or next(general, None)


class GridKind(Section):
    """An ordinary grid of homes, or a dedicated one (school, market, hospital, park)."""

    key: Literal["ordinary", "dedicated"]
    name: Text
    note: Text | None = None


class CodeSegment(Section):
    """A run of digits; a code of `level` ends with this segment."""

    name: Text
    digits: int = Field(ge=1, le=9)
    level: Key | None = None


class CodeScheme(Section):
    """No scheme, or a fixed template of digit runs such as 6+3+3+3 (DB11/T 2157-2023)."""

    kind: Literal["none", "fixed"]
    segments: Rows[CodeSegment] = ()

    @model_validator(mode="after")
    def _segments_fit_kind(self) -> Self:
        if self.kind == "fixed" and not self.segments:
            raise ValueError("kind 为 fixed 时应写明 segments（每段的名称和位数）")
        if self.kind == "none" and self.segments:
            raise ValueError("kind 为 none 时不应再写 segments")
        return self

    def length_of(self, level: str) -> int | None:
        """Digits in a code of this level, or None when the scheme says nothing about it."""
        total = 0
        for segment in self.segments:
            total += segment.digits
            if segment.level == level:
                return total
        return None

    def problem_with(self, code: str, level: str) -> str | None:
        """What is wrong with `code` at `level`, in Chinese, or None when it is in order."""
        length = self.length_of(level)
        if length is None or (len(code) == length and code.isascii() and code.isdigit()):
            return None
        return f"编码“{code}”应为 {length} 位数字"
