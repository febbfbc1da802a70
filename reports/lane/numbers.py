"""Numbers as WeasyPrint writes them into a PDF: to the millionth, without needless zeros."""

from functools import lru_cache


def number(value: float) -> str:
    """A length or coordinate."""
    return _millionths(round(value * 1_000_000))


@lru_cache(maxsize=4096)
def _millionths(value: int) -> str:
    return f"{value / 1_000_000:f}".rstrip("0").rstrip(".")
