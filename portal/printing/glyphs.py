"""Which characters cannot be printed. The fonts are read when they are first asked for, not when the portal starts."""

from __future__ import annotations


def lacking(design: str, words: str) -> list[str]:
    """The characters of these words that the faces of a design lack, as they would be printed."""
    from reports.catalogue import load_design
    from reports.fonts import clean, missing_characters

    return missing_characters(clean(words), load_design(design).faces)


def lacking_sentence(characters: list[str]) -> str:
    """Why something is left out."""
    return f"字体缺少“{'”“'.join(characters)}”,不印;请改正后补印"
