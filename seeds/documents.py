"""The documents made from the schema: `python -m seeds.documents` writes them, a test sees that they are up to date."""

import json
from pathlib import Path

from seeds.json_schema import json_schema
from seeds.reference import reference

_DOCS = Path(__file__).parents[1] / "docs"
SCHEMA, GUIDE = _DOCS / "profile.schema.json", _DOCS / "profile.md"
_MARK = "<!-- 以下自动生成，请改 seeds/labels.yaml 后运行 python -m seeds.documents -->\n"


def documents() -> dict[Path, str]:
    """{file: text} of everything that is made from the schema and its labels; what people wrote above the mark stays."""
    written = GUIDE.read_text(encoding="utf-8").partition(_MARK)[0]
    return {
        SCHEMA: json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n",
        GUIDE: f"{written}{_MARK}\n{reference()}",
    }


if __name__ == "__main__":
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
