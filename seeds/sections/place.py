"""Whose plan this is: the profile's own name and the place it governs."""

from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from seeds.sections.base import Key, Section, Text


def _require_digits(value: str) -> str:
    if not (value.isascii() and value.isdigit() and len(value) in (6, 9)):
        raise ValueError("应为带引号的 6 位县级或 9 位乡级数字编码")
    return value


AreaCode = Annotated[str, AfterValidator(_require_digits)]


class Meta(Section):
    """Identity of the profile. `source` names the plan document it was written from."""

    id: Key
    title: Text
    source: Text
    summary: Text | None = None


class PlaceName(Section):
    """The governed place: statistical codes, 6 digits for the county and 9 for a township (6 when a whole county)."""

    name: Text
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
