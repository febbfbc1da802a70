"""Designs' templates, in a sandbox: they place values, and have nothing to call."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Template
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from reports.catalogue import Design
from reports.characters import directed
from reports.charts import figure
from reports.errors import DesignFault

_FILTERS = ("e", "escape", "length", "join", "first", "last")
_ITEM = Markup('<section class="item" data-item="{}">{}</section>')


def items(design: Design, values: Sequence[dict[str, Any]]) -> list[Markup]:
    """The HTML of each; raises DesignFault for a template that cannot be followed."""
    try:
        template = _template(design)
        return [_ITEM.format(index, Markup(template.render(one))) for index, one in enumerate(values)]
    except TemplateError as error:
        raise DesignFault(f"打印样式“{design.name}”有误：{error}") from error


class _Sandbox(ImmutableSandboxedEnvironment):
    """A design places values; it has no globals, calls nothing and has no arithmetic to hang a worker with."""

    intercepted_binops = frozenset({"%", "*", "**"})

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> NoReturn:
        raise SecurityError(f"{operator} is not allowed in a design")


@cache
def _environment() -> _Sandbox:
    sandbox = _Sandbox(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_said)
    sandbox.globals.clear()
    sandbox.filters = {name: sandbox.filters[name] for name in _FILTERS}
    return sandbox


def _said(value: object) -> object:
    if type(value) is str:
        return directed(value)
    return figure(None) if value is None else value


@cache
def _template(design: Design) -> Template:
    return _environment().from_string(design.html)
