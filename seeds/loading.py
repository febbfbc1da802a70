"""Profile files: which there are, and reading one with every fault reported at once."""

from pathlib import Path

from pydantic import ValidationError

from seeds.positions import Document, YamlError, read_document
from seeds.problems import Problem, ProfileError
from seeds.references import Finding, check_references
from seeds.references import Path as KeyPath
from seeds.schema import Profile
from seeds.wording import expectation_of

PROFILES = Path(__file__).parent / "profiles"
_LARGEST = 1_000_000


def available_profiles() -> dict[str, Path]:
    """{profile id: file} of the profiles that come with the portal, sorted by id; the file's stem is the id."""
    return {path.stem: path for path in sorted(PROFILES.glob("*.yaml"))}


def load_profile(path: Path | str) -> Profile:
    """Read and check one profile.

    Raises ProfileError, whose `problems` name file, line, key and what was expected, all at once and in Chinese."""
    path = Path(path)
    return parse_profile(_read_text(path), path)


def parse_profile(text: str, path: Path) -> Profile:
    """As `load_profile`, for text not yet on disk (an editor's); `path` only names it in messages."""
    try:
        document = read_document(text)
    except YamlError as error:
        raise ProfileError(path, [Problem(error.line, "", str(error), path.name)]) from error
    findings = document.repeated + check_references(document.data)
    profile: Profile | None = None
    try:
        profile = Profile.model_validate(document.data)
    except ValidationError as error:
        findings += _structural(error)
    if profile is None or findings:
        raise ProfileError(path, [_problem(finding, document, path) for finding in findings])
    return profile


def _structural(error: ValidationError) -> list[Finding]:
    # The model's own reference check speaks for the file as a whole; `check_references` has already named the places.
    details = [item for item in error.errors(include_url=False) if item["loc"] or item["type"] != "value_error"]
    return [Finding(item["loc"], expectation_of(item)) for item in details]


def _read_text(path: Path) -> str:
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
    return Problem(document.line_of(finding.path), _spelled(finding.path), finding.message, path.name)


def _spelled(path: KeyPath) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).lstrip(".")
