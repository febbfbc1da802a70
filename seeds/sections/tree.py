"""The tree of grids: levels, kinds and sizes."""

from typing import Literal, Self

from pydantic import Field, model_validator

from seeds.sections.base import Key, Rows, Section, ShortName, Text
from seeds.sections.place import PlaceKind

SizeUnit = Literal["households", "people", "grids"]


class SizeRule(Section):
    """How big a grid of one level should be in one kind of place: households, people or grids directly below; both ends
    included. `grid_kind` narrows the rule to one kind of grid."""

    place: PlaceKind
    unit: SizeUnit = "households"
    grid_kind: Key | None = None
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
    """One level of the tree, rank 1 at the top. Households belong to the level with `visits: true`.

    `name` is what the plan calls a grid of this level, `short` what screens say. `planned`: how many grids of this level the plan
    foresees. `was`: its key in the version before (its grids stay on it)."""

    rank: int = Field(ge=1, le=9)
    key: Key
    name: ShortName
    short: ShortName
    visits: bool = False
    head_role: Key | None = None
    sizes: Rows[SizeRule] = ()
    planned: int | None = Field(default=None, ge=1)
    note: Text | None = None
    was: Key | None = None

    def size_rule(self, place: PlaceKind, unit: SizeUnit = "households") -> SizeRule | None:
        """The rule of this unit for this kind of place, or the one for any kind, or None."""
        own = [rule for rule in self.sizes if rule.unit == unit and rule.grid_kind is None]
        exact = (rule for rule in own if rule.place == place)
        general = (rule for rule in own if rule.place == "any")
        return next(exact, None) or next(general, None)


class GridKind(Section):
    """A kind of grid: of homes (the first in the list is the usual one), or `dedicated` to a school, market, hospital, park.

    `digit` stands for the kind in grid codes whose scheme has a segment for it. `levels`: only for grids of these levels."""

    key: Key
    name: ShortName
    dedicated: bool = False
    levels: Rows[Key] = ()
    digit: Text | None = None
    note: Text | None = None
    was: Key | None = None
