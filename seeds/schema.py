"""What a profile may say: the whole of a town's plan, version 1 of the schema."""

from collections.abc import Iterable
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from seeds.references import check_references
from seeds.sections.assessment import AssessmentScheme
from seeds.sections.awards import Accountability, Award, Bonus
from seeds.sections.base import Rows, Section
from seeds.sections.campaigns import Campaign, Phase
from seeds.sections.casework import Casework
from seeds.sections.checklists import Checklist
from seeds.sections.codes import CodeScheme
from seeds.sections.fields import Fields
from seeds.sections.place import Area, Meta, PlaceName
from seeds.sections.rates import Rate
from seeds.sections.register import (
    BaseInformation,
    CareCategory,
    CareGroup,
    EstablishmentKind,
    Ledger,
    VisitFrequency,
)
from seeds.sections.tables import ExportTable
from seeds.sections.team import Department, Routine, TeamRole, TeamShape
from seeds.sections.texts import AreaTexts, PrintedTexts, merged_texts
from seeds.sections.tree import GridKind, Level
from seeds.sections.warnings import Warnings

SCHEMA_VERSION = 1


class Profile(Section):
    """One plan. A profile that exists is sound: sections check themselves, references between them are checked last."""

    schema_version: Literal[1]
    meta: Meta
    place: PlaceName
    phases: Rows[Phase] = ()
    areas: Rows[Area] = ()
    levels: Rows[Level] = Field(min_length=1)
    grid_kinds: Rows[GridKind] = Field(min_length=1)
    code_scheme: CodeScheme
    roles: Rows[TeamRole] = Field(min_length=1)
    teams: Rows[TeamShape] = ()
    routines: Rows[Routine] = ()
    departments: Rows[Department] = ()
    base_information: Rows[BaseInformation] = ()
    fields: Fields = Fields()
    ledgers: Rows[Ledger] = ()
    care_groups: Rows[CareGroup] = ()
    care_categories: Rows[CareCategory] = ()
    establishment_kinds: Rows[EstablishmentKind] = Field(min_length=1)
    visit_frequencies: Rows[VisitFrequency] = ()
    checklists: Rows[Checklist] = ()
    campaigns: Rows[Campaign] = ()
    casework: Casework
    rates: Rows[Rate] = ()
    warnings: Warnings = Warnings()
    assessment_schemes: Rows[AssessmentScheme] = ()
    awards: Rows[Award] = ()
    bonus: Bonus | None = None
    accountability: Rows[Accountability] = ()
    texts: PrintedTexts
    texts_by_area: Rows[AreaTexts] = ()
    tables: Rows[ExportTable] = ()

    @model_validator(mode="before")
    @classmethod
    def _areas_say_what_differs(cls, data: Any) -> Any:
        rows = data.get("texts_by_area") if isinstance(data, dict) else None
        if not isinstance(rows, list | tuple):
            return data
        whole = [
            {**row, "texts": merged_texts(data.get("texts"), row["texts"])}
            if isinstance(row, dict) and "texts" in row
            else row
            for row in rows
        ]
        return {**data, "texts_by_area": whole}

    @field_validator("levels")
    @classmethod
    def _ranks_run_down(cls, levels: tuple[Level, ...]) -> tuple[Level, ...]:
        if [level.rank for level in levels] != list(range(1, len(levels) + 1)):
            raise ValueError("各层级的 rank 应从 1 起依次加 1，自上而下排列")
        if sum(level.visits for level in levels) != 1:
            raise ValueError("应有且只有一个层级写 visits: true（住户归属并走访的层级）")
        return levels

    @model_validator(mode="after")
    def _references_hold(self) -> Self:
        findings = check_references(self.model_dump())
        if findings:
            raise ValueError("；".join(finding.message for finding in findings))
        return self

    def level_at(self, rank: int) -> Level:
        """The level of this rank (1 = top). Raises IndexError when the tree is not that deep."""
        if rank < 1:
            raise IndexError(rank)
        return self.levels[rank - 1]

    def texts_for(self, codes: Iterable[str]) -> PrintedTexts:
        """The printed texts for a grid; `codes`: of the grids on its way up, itself first. The nearest area with its own wins."""
        own = {each.area: each.texts for each in self.texts_by_area}
        return next((own[code] for code in codes if code in own), self.texts)

    @property
    def visiting_level(self) -> Level:
        """The level to which households belong."""
        return next(level for level in self.levels if level.visits)

    def place_level(self, place: Literal["town", "village"]) -> Level:
        """The level that townships or villages stand on: the level of its areas with 9 or 12 digits, else the one so keyed, else
        the first or second."""
        digits, rank = (9, 1) if place == "town" else (12, 2)
        keyed = next((area.level for area in self.areas if len(area.code) == digits), place)
        return next(
            (level for level in self.levels if level.key == keyed), self.levels[min(rank, len(self.levels)) - 1]
        )

    def frequency_text(self, frequency: VisitFrequency) -> str:
        """A rule for visits in words, with the names of its category and role."""
        whom = next((each.name for each in self.care_categories if each.code == frequency.category), "")
        return frequency.text(whom, next((each.name for each in self.roles if each.key == frequency.role), ""))

    def kind_named(self, key: str) -> GridKind | None:
        """The kind of grid with this key, or None."""
        return next((kind for kind in self.grid_kinds if kind.key == key), None)
