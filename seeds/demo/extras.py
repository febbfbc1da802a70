"""Made-up values for the fields a profile adds of its own; every value is one that the field accepts."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Self

from seeds.demo.identity import draw_mobile
from seeds.demo.names import draw_lineage, draw_name
from seeds.sections.fields import CustomField, FieldOption, Value

_OPTIONAL = 0.7
# What a text field's name says it holds; a field that none fits stays empty where it may.
_TEXTS = (
    ("小组|组别", ("1组", "2组", "3组", "4组")),
    ("职业|工种|从事|技能|特长", ("务农", "务工", "经商", "瓦工", "电工", "司机", "教师")),
    ("就读|学校", ("镇中心学校", "镇中心小学", "县第二中学")),
    ("单位|企业|公司", ("惠民超市", "顺达建材厂", "兴旺服装厂")),
    ("地址|地点|去向|流入|流出|外出|户籍|所在地", ("县城", "江苏苏州", "浙江宁波", "上海松江", "广东东莞")),
    ("作物|种植|养殖|品种|产业", ("小麦", "玉米", "蔬菜", "养鸡")),
    ("四至|边界|起止|范围", ("村前路至村后路", "以主街为界")),
    ("经营|业务", ("日用百货", "餐饮服务", "农资销售")),
    ("道路|街巷", ("村前路", "文明路")),
    ("地标|标志|建筑", ("村口老槐树", "文化广场", "水塔")),
    ("备注|说明|情况|诉求|需求|困难|原因|措施|隐患|内容", ("情况正常", "已登记核实", "暂无")),
)
_NAMED = "房东|联系人|监护人|负责人|姓名|帮扶人|责任人|户主|法人|业主"
# Which kind of household an option speaks of: nobody lives in a vacant home, tenants in a rented one.
_OPTIONS = {"vacant": "无人|空置|闲置|空房", "rented": "租", "away": "外出|务工|在外"}
# What is asked only of those who rent, or of those who live elsewhere.
_ONLY = {"rented": "租|房东", "away": "外出|去向|流出|在外"}
_LIVING = ("resident", "away", "rented", "vacant")
# Full years within which people are at school, or at work; what is asked of them otherwise stays open.
_AGES = (("就读|学校", (6, 22)), ("职业|工种|从事|技能|特长|单位|企业|公司|就业|务工", (18, 69)))
_STAFFED = "从业|职工|员工"
_SPANS = {"元": (0, 60_000), "平方米": (50, 130), "㎡": (50, 130), "个": (1, 30)}
_USUAL_SPAN = (0, 40)


@dataclass(frozen=True, slots=True)
class _Asking:
    """A field, and what its name and options say of it: `options` by kind of household, "" for any other record;
    `only`: the one kind of household it is about; `ages`: those of the persons it is asked of; `named`: a person's name is wanted."""

    field: CustomField
    texts: tuple[str, ...]
    options: dict[str, tuple[str, ...]]
    only: str | None
    ages: tuple[int, int] | None
    named: bool

    @classmethod
    def of(cls, field: CustomField) -> Self:
        texts = next((texts for words, texts in _TEXTS if re.search(words, field.name)), ())
        return cls(
            field=field,
            texts=texts or (("已登记",) if field.required else ()),
            options={kind: _fitting(field.options, kind) for kind in ("", *_LIVING)},
            only=next((kind for kind, words in _ONLY.items() if re.search(words, field.name)), None),
            ages=next((ages for words, ages in _AGES if re.search(words, field.name)), None),
            named=re.search(_NAMED, field.name) is not None,
        )

    def concerns(self, kind: str | None) -> bool:
        """Whether the field is asked of such a record, and to the point there."""
        if self.field.kinds and kind not in self.field.kinds:
            return False
        return self.only in {None, kind} or self.field.required or kind not in _LIVING

    def suits(self, age: int | None) -> bool:
        """Whether a person of this age has an answer; records that are no person always have."""
        return self.field.required or self.ages is None or age is None or self.ages[0] <= age <= self.ages[1]


class Extras:
    """The fields of one subject, ready to be filled in many times."""

    def __init__(self, fields: tuple[CustomField, ...], today: date) -> None:
        self._today = today
        self._askings = [_Asking.of(field) for field in fields if not field.retired]

    def draw(self, rng: Random, kind: str | None = None, age: int | None = None) -> dict[str, Value]:
        """{key: value} of a record of this kind, or a person of this age; what may stay open sometimes does, but not where lists show it."""
        drawn: dict[str, Value] = {}
        for asking in self._askings:
            wanted = asking.field.required or asking.field.in_list
            if asking.concerns(kind) and (wanted or rng.random() < _OPTIONAL):
                value = self._value(rng, asking, kind)
                if value is not None and asking.suits(age):
                    drawn[asking.field.key] = value
        return drawn

    def _value(self, rng: Random, asking: _Asking, kind: str | None) -> Value:
        match asking.field.kind:
            case "choice":
                return rng.choice(asking.options.get(kind or "", asking.options[""]))
            case "choices":
                return [rng.choice(asking.options.get(kind or "", asking.options[""]))]
            case "boolean":
                return rng.random() < 0.2
            case "integer" | "decimal":
                return _number(rng, asking.field)
            case "date":
                return (self._today - timedelta(days=rng.randrange(1, 900))).isoformat()
            case "phone":
                return draw_mobile(rng)
        if asking.named:
            return draw_name(rng, draw_lineage(rng), rng.choice(("male", "female")))[: asking.field.longest]
        return rng.choice(asking.texts)[: asking.field.longest] if asking.texts else None


def _fitting(options: tuple[FieldOption, ...], kind: str) -> tuple[str, ...]:
    """Keys of the options that do not contradict how the household lives; all of them for other records."""
    fitting = [option for option in options if kind in _OPTIONS and re.search(_OPTIONS[kind], option.name)]
    if kind and not fitting:
        fitting = [each for each in options if not any(re.search(words, each.name) for words in _OPTIONS.values())]
    return tuple(option.key for option in fitting or options)


def _number(rng: Random, field: CustomField) -> int | float:
    """Small numbers more often than great ones."""
    start, span = _SPANS.get(field.unit or "", _USUAL_SPAN)
    least = max(field.minimum or 0, start, 1 if re.search(_STAFFED, field.name) else 0)
    most = least + span if field.maximum is None else min(field.maximum, least + span)
    least = min(least, most)
    value = least + (most - least) * rng.random() ** 3
    if field.kind == "decimal":
        return min(max(round(value, 1), least), most)
    return min(max(round(value), -int(-least // 1)), int(most // 1))
