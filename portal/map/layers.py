"""What a map endpoint answers with: shapes and figures that know their version before they are written out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from geo.features import Feature
from geo.writing import SHOWN_DIGITS, collection_of, feature_texts


@dataclass(frozen=True)
class Layer:
    """Features in groups that are simplified together (the level of the tree), and members beside them."""

    groups: Sequence[Sequence[Feature]]
    beside: Mapping[str, object] = field(default_factory=dict)
    tolerance: float = 0.0
    digits: int = SHOWN_DIGITS

    @property
    def version(self) -> str:
        """Changes with anything that `text` shows; far cheaper than the text."""
        told = hashlib.sha256(json.dumps(self.beside, sort_keys=True).encode())
        for group in self.groups:
            told.update(json.dumps([[each.name, each.properties] for each in group]).encode())
            shapes = np.array([each.geometry for each in group], dtype=object)
            told.update(b"".join(shapely.to_wkb(shapes)))
        return told.hexdigest()

    def text(self) -> str:
        """GeoJSON."""
        texts = [text for group in self.groups for text in feature_texts(group, self.tolerance, self.digits)]
        return collection_of(texts, self.beside)
