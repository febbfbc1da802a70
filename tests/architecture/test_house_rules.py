"""The rules of the house that hold for every file: sizes, no leftovers, nothing that only one machine knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 250
LONGEST_FUNCTION = 50
MIGRATIONS = "portal/migrations/"
MADE_BY_TOOLS = {"package-lock.json", "requirements/base.txt", "requirements/dev.txt"}

# Written in pieces, so that this file keeps its own rules.
LEFTOVER = re.compile("TO" + "DO|FIX" + "ME")
REGISTRY = re.compile(
    r"(?:pypi\.|pythonhosted\.|npmjs\.|deb\.debian\.|unpkg\.|jsdelivr\.|cdnjs\.)(?=org|com|net|cloudflare)"
)
MACHINE_PATH = re.compile(r"(?<![\w.-])/(?:ro" + "ot|wo" + "rk|ho" + r"me)/")


@cache
def tracked() -> list[str]:
    """Paths of all files git keeps, from the root of the project; those already deleted in the work tree left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def python_files() -> list[str]:
    """The tracked Python files that people write; migrations are made once and never read top to bottom."""
    return [name for name in tracked() if name.endswith(".py") and not name.startswith(MIGRATIONS)]


def text_lines(name: str) -> Iterator[tuple[int, str]]:
    """The numbered lines of a tracked text file; nothing for a binary one."""
    content = (ROOT / name).read_bytes()
    if b"\0" not in content[:8000]:
        yield from enumerate(content.decode(errors="replace").splitlines(), start=1)


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """`file:line: text` for every place in a tracked text file where the pattern occurs."""
    found = ((name, number, line) for name in tracked() for number, line in text_lines(name) if pattern.search(line))
    return [f"{name}:{number}: {line.strip()[:120]}" for name, number, line in found]


def test_no_source_file_is_longer_than_250_lines() -> None:
    counts = {name: len((ROOT / name).read_text().splitlines()) for name in python_files()}
    assert {name: count for name, count in counts.items() if count > LONGEST_FILE} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    functions = (
        (f"{name}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1)
        for name in python_files()
        for node in ast.walk(ast.parse((ROOT / name).read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert {function: length for function, length in functions if length > LONGEST_FUNCTION} == {}


def test_every_package_states_its_rule() -> None:
    packages = [name for name in python_files() if name.endswith("__init__.py") and not name.startswith("tests/")]
    assert [name for name in packages if not ast.get_docstring(ast.parse((ROOT / name).read_text()))] == []


def test_nothing_is_left_to_do() -> None:
    assert [place for place in lines_with(LEFTOVER) if place.split(":")[0] not in MADE_BY_TOOLS] == []


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH], ids=["package registries", "paths of one machine"])
def test_no_file_names(pattern: re.Pattern[str]) -> None:
    assert lines_with(pattern) == []


@pytest.mark.parametrize("name", ["requirements/base.txt", "requirements/dev.txt"])
def test_every_python_package_is_pinned_with_hashes_and_without_an_address(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    assert all(re.match(r"[A-Za-z0-9._-]+(\[\w+\])?==\S+", entry) for entry in entries)
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_front_end_packages_are_pinned_without_addresses() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_the_settings_import_nothing_of_ours() -> None:
    tree = ast.parse((ROOT / "config.py").read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "." for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_services_and_rules_never_commit() -> None:
    layers = [name for name in python_files() if re.fullmatch(r"portal/\w+/(services|rules|models)\.py", name)]
    calls = re.compile(r"\.(commit|rollback)\(")
    assert layers
    assert [place for place in lines_with(calls) if place.split(":")[0] in layers] == []


def test_rules_are_plain_decisions() -> None:
    rules = [name for name in python_files() if re.fullmatch(r"portal/\w+/rules\.py", name)]
    imports = {name: re.findall(r"^(?:from|import) (\w+)", (ROOT / name).read_text(), re.MULTILINE) for name in rules}
    forbidden = {"flask", "flask_appbuilder", "sqlalchemy", "redis", "rq"}
    assert {
        name: sorted(forbidden & set(modules)) for name, modules in imports.items() if forbidden & set(modules)
    } == {}


def test_no_form_leaves_its_checks_to_the_browser() -> None:
    """A browser speaks the language it was installed in; what is wrong is said by the portal."""
    forms = re.compile(r"<form\b[^>]*>")
    pages = [name for name in tracked() if name.startswith("portal/templates/") and name.endswith(".html")]
    found = [f"{name}: {form}" for name in pages for form in forms.findall((ROOT / name).read_text())]
    assert [each for each in found if "novalidate" not in each] == []
