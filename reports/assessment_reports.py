"""What the report on a village's or a town's assessments shows: parts with words, drawings and tables."""

from dataclasses import dataclass

from reports.contexts import Band, ScoreRow, Signature, TableSheet, Titled
from reports.notices import Drawing


@dataclass(frozen=True, slots=True)
class ReportPart:
    """One part under its heading; whatever is empty is not drawn.

    `grades`: (grade, how many), `unit` counts them; `bands`: how the totals are spread, `middle` their lowest, median and highest;
    `averages`: the mean of each indicator over those who have a score.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    unit: str = "人"
    grades: tuple[tuple[str, int], ...] = ()
    bands: tuple[Band, ...] = ()
    middle: str = ""
    averages: tuple[ScoreRow, ...] = ()
    map: Drawing | None = None
    tables: tuple[TableSheet, ...] = ()


@dataclass(frozen=True, slots=True)
class AssessmentReport(Titled):
    """All assessments of an area in a period. `cover`: with title page and contents, as a town's report has.

    `key` tells several reports in one file apart; `about` and then `words` are the title, which breaks between them only: the
    title page has `area` above in place of `about`; `standing` says what is still open.
    """

    key: str
    about: str
    words: tuple[str, ...]
    area: str
    period_text: str
    issuer: str
    date_text: str
    cover: bool
    parts: tuple[ReportPart, ...]
    signatures: tuple[Signature, ...]
    standing: str = ""
