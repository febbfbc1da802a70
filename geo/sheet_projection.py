"""From degrees to millimetres on paper, true to scale: a transverse Mercator of its own for each map."""

from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Self, TypeVar

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo.colours import Floats
from geo.errors import ShapeError

# Numbers of metres a millimetre may stand for, times a power of ten: scales people can reckon with.
_ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 8.0, 9.0)
_BARS = (1.0, 2.0, 5.0)

Shape = TypeVar("Shape", bound=BaseGeometry)


@dataclass(frozen=True)
class Projection:
    """`scale` is the denominator of 1:n; `left`, `top`, `width`, `height` the place on paper in millimetres."""

    meridian: float
    scale: float
    centre: tuple[float, float]
    left: float
    top: float
    width: float
    height: float

    @classmethod
    def fitting(cls, shape: BaseGeometry, left: float, top: float, width: float, height: float) -> Self:
        """The largest round scale at which `shape` (degrees) fits into that place. Raises ShapeError when there is no room.

        Gauss–Krüger with the meridian through the middle of the shape: over a county the scale is true to 1:10,000.
        """
        if min(width, height) <= 0:
            raise ShapeError("地图没有地方画：请选大一些的纸张，或减少要显示的内容")
        west, _, east, _ = shape.bounds
        meridian = (west + east) / 2
        x0, y0, x1, y1 = shapely.transform(shape, _Metres(meridian)).bounds
        scale = _round_scale(max((x1 - x0) / width, (y1 - y0) / height, 0.01) * 1000)
        return cls(meridian, scale, ((x0 + x1) / 2, (y0 + y1) / 2), left, top, width, height)

    def on_paper(self, shape: Shape) -> Shape:
        """`shape` (degrees) in millimetres on the paper, y downwards."""
        factor = 1000 / self.scale
        middle = np.asarray((self.left + self.width / 2, self.top + self.height / 2))

        def placed(positions: Floats) -> Floats:
            offsets: Floats = (self._project(positions) - np.asarray(self.centre)) * np.asarray((factor, -factor))
            return middle + offsets

        return shapely.transform(shape, placed)

    @property
    def bar_m(self) -> float:
        """Length of a round scale bar in metres: the longest that is no wider than a fifth of the map."""
        most = self.width / 5 * self.scale / 1000
        return max(
            step * 10.0**power for power in range(-1, 7) for step in _BARS if step * 10.0**power <= max(most, 0.1)
        )

    def millimetres(self, metres: float) -> float:
        """How long so many metres are on the paper."""
        return metres * 1000 / self.scale

    @cached_property
    def _project(self) -> "_Metres":
        return _Metres(self.meridian)


class _Metres:
    """Degrees to metres on the transverse Mercator of a meridian, for `shapely.transform`."""

    def __init__(self, meridian: float) -> None:
        target = f"+proj=tmerc +lat_0=0 +lon_0={meridian:.6f} +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m"
        self._transformer = Transformer.from_crs("EPSG:4490", target, always_xy=True)

    def __call__(self, positions: Floats) -> Floats:
        x, y = self._transformer.transform(positions[:, 0], positions[:, 1])
        return np.column_stack((x, y))


def _round_scale(exact: float) -> float:
    return next(
        step * 10.0**power
        for power in count(int(np.floor(np.log10(exact))))
        for step in _ROUND
        if step * 10.0**power >= exact
    )
