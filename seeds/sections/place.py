"""Whose plan this is: the profile's own name, the place it governs, and the villages of that place."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from seeds.sections.base import Key, Name, Section, Text, Title

PlaceKind = Literal["community", "village", "any"]


def _require_digits(value: str) -> str:
    if not (value.isascii() and value.isdigit() and len(value) in (6, 9)):
        raise ValueError("应为带引号的 6 位县级或 9 位乡级数字编码")
    return value


def _require_official(value: str) -> str:
    if not (value.isascii() and value.isdigit() and len(value) in (6, 9, 12)):
        raise ValueError("应为带引号的 6 位县级、9 位乡级或 12 位村级数字编码")
    return value


AreaCode = Annotated[str, AfterValidator(_require_digits)]
OfficialCode = Annotated[str, AfterValidator(_require_official)]


class Meta(Section):
    """Identity of the profile. `source` names the plan document it was written from; `edition` is the town's own count."""

    id: Key
    title: Title
    source: Text
    summary: Text | None = None
    edition: int = Field(default=1, ge=1, le=9999)


class PlaceName(Section):
    """The governed place: statistical codes, 6 digits for the county and 9 for a township (6 when a whole county)."""

    name: Name
    code: AreaCode
    county: Text
    county_code: AreaCode

    @model_validator(mode="after")
    def _code_lies_in_county(self) -> Self:
        if len(self.county_code) != 6:
            raise ValueError("county_code 应为 6 位县级编码")
        if not self.code.startswith(self.county_code):
            raise ValueError(f"code {self.code} 不在 county_code {self.county_code} 之下")
        return self


class Area(Section):
    """A county, township, village or community that the tree begins with: its official code and kind.

    Official codes are no longer published since October 2024; what a profile gives can be edited in the portal."""

    code: OfficialCode
    name: Name
    level: Key
    kind: PlaceKind = "any"
    under: OfficialCode | None = None
    note: Text | None = None
