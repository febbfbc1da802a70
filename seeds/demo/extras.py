"""Made-up values for the fields a profile adds of its own; every value is one that the field accepts."""

from datetime import date, timedelta
from random import Random

from seeds.demo.identity import draw_mobile
from seeds.sections.fields import CustomField, Value

_OPTIONAL = 0.7
_WORDS = ("登记属实", "已核对", "情况正常", "无变化")


class Extras:
    """The fields of one subject, ready to be filled in many times."""

    def __init__(self, fields: tuple[CustomField, ...], today: date) -> None:
        self._fields = tuple(field for field in fields if not field.retired)
        self._today = today

    def draw(self, rng: Random, kind: str | None = None) -> dict[str, Value]:
        """{key: value} of a record of this kind; what may stay open sometimes does."""
        drawn: dict[str, Value] = {}
        for field in self._fields:
            if field.kinds and kind not in field.kinds:
                continue
            if field.required or rng.random() < _OPTIONAL:
                drawn[field.key] = self._value(rng, field)
        return drawn

    def _value(self, rng: Random, field: CustomField) -> Value:
        match field.kind:
            case "choice":
                return rng.choice(field.options).key
            case "choices":
                return [rng.choice(field.options).key]
            case "boolean":
                return rng.random() < 0.3
            case "integer" | "decimal":
                return _number(rng, field)
            case "date":
                return (self._today - timedelta(days=rng.randrange(1, 900))).isoformat()
            case "phone":
                return draw_mobile(rng)
        return rng.choice(_WORDS)[: field.longest]


def _number(rng: Random, field: CustomField) -> int | float:
    least = field.minimum if field.minimum is not None else 0
    most = min(field.maximum if field.maximum is not None else least + 9, least + 500)
    if field.kind == "integer":
        return rng.randint(round(least), max(round(least), int(most)))
    return round(least + rng.random() * (most - least), 1) if most - least >= 0.1 else least
