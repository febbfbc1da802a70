"""A named shape with its properties: what files hold and maps show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Feature:
    """`properties` holds only what JSON can hold; `geometry` is 2D in WGS 84 degrees."""

    name: str
    geometry: BaseGeometry
    properties: Mapping[str, Any] = field(default_factory=dict)
