"""The reference of all keys as a Markdown text in Chinese, made from the schema and its labels."""

from functools import cache

import yaml
from pydantic import BaseModel

from seeds.json_schema import Schema, json_schema
from seeds.labels import label_of, model_in, value_label, words_of
from seeds.positions import read_document
from seeds.schema import Profile
from seeds.sections.tables import FILTERS, SOURCES
from seeds.sections.texts import PLACEHOLDERS

_HEAD = "| 键 | 名称 | 写什么 | 类型 | 不写时 | 例子 |\n|---|---|---|---|---|---|\n"
_PLAIN = {"string": "文字", "integer": "整数", "number": "数字", "boolean": "true 或 false"}


def reference() -> str:
    """Every section in the order of a profile, with a table of its keys; a part used twice is told once."""
    topics = [_topic(key) for key in Profile.model_fields]
    placeholders = _words("花括号占位符", "印刷文字里可用的占位符", PLACEHOLDERS, "{{{}}}")
    sources = _words("报表列的数据来源", "tables 里每一列的 source", SOURCES, "{}")
    return "\n".join([*topics, placeholders, sources, _words("报表的筛选条件", "tables 里的 only", FILTERS, "{}")])


@cache
def _places() -> dict[type[BaseModel], str]:
    """{section: the path by which the reference calls it}, which is where it is first read."""
    found: dict[type[BaseModel], str] = {}

    def gather(model: type[BaseModel], path: str) -> None:
        for key, field in model.model_fields.items():
            below, here = model_in(field.annotation), f"{path}.{key}".lstrip(".")
            if below and below not in found:
                found[below] = here
                gather(below, here)

    gather(Profile, "")
    return found


def _topic(key: str) -> str:
    field, label = Profile.model_fields[key], label_of(Profile, key)
    example = yaml.dump({key: read_document(label.example, "").data}, allow_unicode=True, sort_keys=False, width=100)
    needed = "必写" if field.is_required() else "可以不写"
    tables = [_table(model, path) for model, path in _places().items() if path.split(".")[0] == key]
    return "\n".join(
        [f"### {key}：{label.name}\n\n{label.about}（{needed}）。\n\n```yaml 示例\n{example}```\n", *tables]
    )


def _table(model: type[BaseModel], path: str) -> str:
    return f"`{path}`：\n\n{_HEAD}{''.join(_row(model, key) for key in model.model_fields)}"


def _row(model: type[BaseModel], key: str) -> str:
    label, definition = label_of(model, key), json_schema()["definitions"][model.__name__]
    made = definition["properties"][key]
    missing = "**必写**" if key in definition.get("required", ()) else _default(made)
    about = "<br>".join([label.about, *_choices(model, key)])
    return f"| `{key}` | {label.name} | {about} | {_type(model, key, made)} | {missing} | `{label.example}` |\n"


def _choices(model: type[BaseModel], key: str) -> list[str]:
    words = dict.fromkeys(words_of(model.model_fields[key].annotation))
    told = [
        f"`{word}` {value_label(model, word)}" if value_label(model, word) != word else f"`{word}`" for word in words
    ]
    return [f"可写：{'，'.join(told)}"] if len(told) > 1 else []


def _default(made: Schema) -> str:
    value = made.get("default")
    if value is None or isinstance(value, dict):
        return "可不写"
    values = value if isinstance(value, list) else [value]
    return "、".join(f"`{str(each).lower() if isinstance(each, bool) else each}`" for each in values)


def _type(model: type[BaseModel], key: str, made: Schema) -> str:
    part = model_in(model.model_fields[key].annotation)
    if made.get("type") == "array":
        least = f"，至少 {made['minItems']} 项" if "minItems" in made else ""
        most = f"，最多 {made['maxItems']} 项" if "maxItems" in made else ""
        inner = f"见 `{_places()[part]}`" if part else _value(made["items"])
        return f"列表（每项：{inner}{least}{most}）"
    return f"一组键，见 `{_places()[part]}`" if part else _value(made)


def _value(made: Schema) -> str:
    if "enum" in made:
        return "选一个"
    if made.get("format") == "date":
        return "日期"
    if "pattern" in made:
        return "代号"
    limits = [f"{word} {made[key]}" for key, word in _BOUNDS.items() if key in made]
    kind = _PLAIN.get(made.get("type", ""), "文字") if "const" not in made else f"只能写 {str(made['const']).lower()}"
    return f"{kind}（{'，'.join(limits)}）" if limits else kind


_BOUNDS = {"minimum": "最小", "exclusiveMinimum": "大于", "maximum": "最大", "maxLength": "最多字数"}


def _words(name: str, about: str, words: dict[str, str], spelling: str) -> str:
    rows = "".join(f"| `{spelling.format(word)}` | {meaning} |\n" for word, meaning in words.items())
    return f"### {name}\n\n{about}：\n\n| 写法 | 意思 |\n|---|---|\n{rows}"
