"""Profile files: which there are, and reading one, with all it inherits and with every fault reported at once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from seeds.inheritance import inherit
from seeds.keys import Finding
from seeds.keys import Path as Steps
from seeds.positions import Document, YamlError, read_document
from seeds.problems import Problem, ProfileError
from seeds.references import check_references
from seeds.schema import Profile
from seeds.wording import expectation_of

PROFILES = Path(__file__).parent / "profiles"
_LARGEST = 1_000_000
_DEEPEST = 3

Find = Callable[[str], tuple[str, Path] | None]
"""(text, path) of the profile with an id, or None when there is none."""


def available_profiles() -> dict[str, Path]:
    """{profile id: file} of the profiles that come with the portal, sorted by id; the file's stem is the id."""
    return {path.stem: path for path in sorted(PROFILES.glob("*.yaml"))}


def find_profile(key: str) -> tuple[str, Path] | None:
    """Text and path of a profile that comes with the portal, or None. Raises ProfileError when it cannot be read."""
    path = available_profiles().get(key)
    return (read_profile(path), path) if path else None


def find_beside(path: Path) -> Find:
    """What a file may extend: a profile in the same folder, whose name is its id, or one that comes with the portal."""

    def find(key: str) -> tuple[str, Path] | None:
        beside = {each.stem: each for each in path.parent.glob("*.yaml")}.get(key)
        return (read_profile(beside), beside) if beside else find_profile(key)

    return find


def load_profile(path: Path | str, find: Find | None = None) -> Profile:
    """Read and check one profile, with what it inherits from those that `find` knows (if not given: `find_beside`).

    Raises ProfileError, whose `problems` name file, line, key and what was expected, all at once and in Chinese."""
    path = Path(path)
    return parse_profile(read_profile(path), path, find or find_beside(path))


def parse_profile(text: str, path: Path, find: Find = find_profile) -> Profile:
    """As `load_profile`, for text not yet on disk (an editor's); `path` only names it in messages."""
    return _checked(_inherited(text, path, find), path)


def resolve(text: str, path: Path, find: Find = find_profile) -> str:
    """The profile as one text that extends nothing: `text` itself when it inherits nothing, else all of it written out
    (without comments). Raises ProfileError as `parse_profile`."""
    document = _inherited(text, path, find)
    _checked(document, path)
    if parent_of(text) is None:
        return text
    return _written(document.data)


def dump(profile: Profile) -> str:
    """A profile as YAML text that reads back to the same; comments and what is so by default are not in it."""
    return _written(profile.model_dump(mode="json", exclude_defaults=True))


def parent_of(text: str) -> str | None:
    """The id of the profile that this text extends; None when it extends nothing or cannot be read."""
    try:
        data = read_document(text, "").data
    except YamlError:
        return None
    parent = data.get("extends") if isinstance(data, dict) else None
    return parent if isinstance(parent, str) else None


class _WholeDumper(yaml.SafeDumper):
    """Writes everything out: what the loader refuses (anchors) is never written."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _written(data: Any) -> str:
    text: str = yaml.dump(data, Dumper=_WholeDumper, allow_unicode=True, sort_keys=False, width=120)
    return text


def _inherited(text: str, path: Path, find: Find, below: tuple[str, ...] = ()) -> Document:
    """The document of `text` laid over those it extends; `below`: ids of the profiles that extend this one."""
    try:
        document = read_document(text, path.name)
    except YamlError as error:
        raise ProfileError(path, [Problem(error.line, "", str(error), path.name)]) from error
    if not (isinstance(document.data, dict) and "extends" in document.data):
        return document
    trail = (*below, _id_of(document, path))
    return inherit(_parent(document, path, find, trail), document)


def _parent(document: Document, path: Path, find: Find, trail: tuple[str, ...]) -> Document:
    key = document.data["extends"]
    place = document.place_of(("extends",))
    found = find(key) if isinstance(key, str) and key not in trail else None
    if found is None or len(trail) > _DEEPEST:
        raise ProfileError(path, [place.problem(_why_not(key, trail, found is not None))])
    try:
        parent = _inherited(*found, find, trail)
        _checked(parent, found[1])
    except ProfileError as error:
        first = place.problem(f"上级方案“{key}”还不能用，请先看下面的问题")
        raise ProfileError(path, [first, *error.problems]) from error
    return parent


def _why_not(key: object, trail: tuple[str, ...], known: bool) -> str:
    if not isinstance(key, str):
        return "应为上级方案的 id，只写一个"
    if key in trail:
        return f"继承绕回了自己：{'→'.join((*trail, key))}"
    if known:
        return f"继承不能超过 {_DEEPEST} 层：{'→'.join((*trail, key))}"
    return f"没有 id 为“{key}”的上级方案；自带的方案有：{'、'.join(available_profiles())}"


def _id_of(document: Document, path: Path) -> str:
    meta = document.data.get("meta")
    key = meta.get("id") if isinstance(meta, dict) else None
    return key if isinstance(key, str) else path.stem


def _checked(document: Document, path: Path) -> Profile:
    findings = check_references(document.data)
    profile: Profile | None = None
    try:
        profile = Profile.model_validate(document.data)
    except ValidationError as error:
        findings += _structural(error)
    if profile is None or findings or document.problems:
        raise ProfileError(path, document.problems + [_problem(finding, document, path) for finding in findings])
    return profile


def _structural(error: ValidationError) -> list[Finding]:
    # The models' own reference checks speak for the file as a whole; `check_references` has already named the places.
    details = [
        item
        for item in error.errors(include_url=False)
        if item["type"] != "reference" and (item["loc"] or item["type"] != "value_error")
    ]
    # A list all of whose rows are faulty somewhere also counts as empty: that says nothing new.
    faulty = {item["loc"][:end] for item in details for end in range(len(item["loc"]))}
    written = {item["loc"]: item for item in details}
    return [
        Finding(item["loc"], expectation_of(item))
        for item in details
        if not (item["type"] == "too_short" and item["loc"] in faulty) and not _taken_over(item, written)
    ]


def _taken_over(item: ErrorDetails, written: dict[Steps, ErrorDetails]) -> bool:
    """Whether a fault in the texts of an area is that of the whole place's texts, told there already."""
    if item["loc"][:1] != ("texts_by_area",) or item["loc"][2:3] != ("texts",):
        return False
    whole = written.get(("texts", *item["loc"][3:]))
    return whole is not None and (item["type"] == "missing" or item["input"] is whole["input"])


def read_profile(path: Path) -> str:
    """The text of a profile file, unchecked. Raises ProfileError when it cannot be read."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ProfileError(path, [Problem(0, "", "文件不存在或无法读取", path.name)]) from error
    if len(content) > _LARGEST:
        raise ProfileError(path, [Problem(0, "", "文件超过 1 MB，不像是方案文件", path.name)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ProfileError(path, [Problem(line, "", "不是 UTF-8 编码，请另存为 UTF-8", path.name)]) from error


def _problem(finding: Finding, document: Document, path: Path) -> Problem:
    place = document.place_of(finding.path)
    if place.file == path.name:
        return place.problem(finding.message)
    return place.problem(f"{finding.message}（这一行来自上级方案，请在 {path.name} 里改写或去掉它）")
