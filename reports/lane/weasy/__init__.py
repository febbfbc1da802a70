"""All that the lane knows of WeasyPrint's inside, in rooms of its own: boxes, faces, lines, edges, painting. Written for one version, and says so.

Lengths are CSS px from the page's upper left corner, y downwards."""

import weasyprint

from reports.errors import EngineChanged

PINNED = "70.0"

if weasyprint.__version__ != PINNED:
    raise EngineChanged(weasyprint.__version__, PINNED)
