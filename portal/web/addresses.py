"""Numbers in addresses: one that no row can have is no address of ours."""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter

_LARGEST = 2**31 - 1
"""What the columns of ids hold; a larger number is refused by both databases."""


class RowNumber(IntegerConverter):
    """The id of a row. Larger numbers are not found, by whatever method they are asked for."""

    def to_python(self, value: str) -> int:
        """The number. Raises `NotFound`."""
        if len(value) > len(str(_LARGEST)) or int(value) > _LARGEST:
            raise NotFound
        return int(value)


def install(app: Flask) -> None:
    """Read `<int:…>` so, in every address added from now on."""
    app.url_map.converters["int"] = RowNumber
