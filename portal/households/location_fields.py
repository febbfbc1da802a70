"""Where a home or an establishment stands, as two columns of a sheet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from portal.exchange.sheet import Field
from portal.foundation.geometry import CHINA

WEST, SOUTH, EAST, NORTH = (Decimal(int(each)) for each in CHINA)

LOCATION = (
    Field("longitude", "经度", "decimal", minimum=WEST, maximum=EAST, note="WGS 84，度", width=12),
    Field("latitude", "纬度", "decimal", minimum=SOUTH, maximum=NORTH, note="WGS 84，度", width=12),
)
REPEATED = tuple(replace(each, repeats=True) for each in LOCATION)
