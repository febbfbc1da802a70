"""The page of the map: its title, levels, links and tiles for the person who asks."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from geo.errors import ShapeError
from geo.map_page import Endpoints, LinkTemplates, MapAssets, MapPage
from geo.tiles import TileSource, template_layer, tianditu_layers
from portal.campaigns.models import Campaign
from portal.campaigns.shown import campaign_shown
from portal.foundation.clock import today
from portal.foundation.errors import Refusal
from portal.grids.models import Grid, GridLevel
from portal.grids.rules import GridStatus
from portal.map.boundaries import campaign_wished
from portal.map.parameters import Wish
from portal.map.schemes import schemes

_CHINA = (35.0, 105.0)
_SCRIPTS = ("labels", "legend", "points", "card", "search", "grid_map")

_PLACE = 987654321  # stands where the script puts an id

_LINKS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "grid": ("GridView.show", "GridView", "can_show", {"pk": _PLACE}),
    "grid_households": ("HouseholdView.list", "HouseholdView", "can_list", {"_flt_0_grid": _PLACE}),
    "grid_issues": ("IssueView.list", "IssueView", "can_list", {"_flt_0_grid": _PLACE}),
    "grid_letters": ("PrintView.check_grid", "HouseholdView", "print_letters", {"kind": "letters", "grid_id": _PLACE}),
    "household": ("HouseholdView.show", "HouseholdView", "can_show", {"pk": _PLACE}),
    "issue": ("IssueView.show", "IssueView", "can_show", {"pk": _PLACE}),
    "draw": ("GridView.list", "GridView", "can_edit", {}),
}
"""Link of a card -> endpoint, the screen and the verb on it that are needed, values."""


def map_page(session: Session, wish: Wish, manager: Any) -> MapPage:
    """The page for this session's scope. Raises `Refusal` when the tiles are set wrongly."""
    levels, campaign = _levels(session), campaign_wished(session, wish) or campaign_offered(session, wish)
    told: dict[str, Any] = {"campaign": campaign.id} if campaign else {}
    shown = schemes(today().year, str(campaign) if campaign else "")
    return MapPage(
        title=f"{_top_name(session)}网格分布图",
        center=_CHINA,
        zoom=4,
        endpoints=Endpoints(
            url_for("GridMapView.boundaries", **told), url_for("GridMapView.households"), url_for("GridMapView.issues")
        ),
        schemes=shown if wish.campaign else [*shown[1:], *shown[:1]] if campaign else shown,
        level_names=levels,
        level=wish.level if wish.level in levels else max(levels, default=None),
        grid=wish.grid,
        tiles=tiles(current_app.config["PORTAL"]),
        links=links(manager),
    )


def campaign_offered(session: Session, wish: Wish) -> Campaign | None:
    """The campaign whose progress is offered when none is asked for: the one that is shown for the grid."""
    path = session.scalar(select(Grid.path).where(Grid.id == wish.grid)) if wish.grid else None
    return campaign_shown(session, path or "")


def assets() -> MapAssets:
    """Our own files, Leaflet first, the script with `gridMap` last."""
    vendor = ("vendor/leaflet/leaflet.js", "vendor/markercluster/leaflet.markercluster.js")
    scripts = [*vendor, *(f"map/{name}.js" for name in _SCRIPTS)]
    sheets = (
        "vendor/leaflet/leaflet.css",
        "vendor/markercluster/MarkerCluster.css",
        "map/grid_map.css",
        "map/sheets.css",
    )
    return MapAssets(*([url_for("static", filename=name) for name in names] for names in (scripts, sheets)))


def links(manager: Any) -> LinkTemplates:
    """Where a card leads, as far as the person may go and this portal has the screen."""
    found = {}
    for name, (endpoint, screen, verb, values) in _LINKS.items():
        if endpoint in current_app.view_functions and manager.has_access(verb, screen):
            found[name] = url_for(endpoint, **values).replace(str(_PLACE), "{id}")
    return LinkTemplates(**found)


def tiles(config: Config) -> list[TileSource]:
    """The base maps that are configured. Raises `Refusal` naming the setting that is wrong."""
    found: list[TileSource] = []
    try:
        found += tianditu_layers(config.tianditu_key) if config.tianditu_key else []
        found += [template_layer(config.tiles_url)] if config.tiles_url else []
    except ShapeError as error:
        raise Refusal(f"底图设置有误：{error}") from error
    return found


def _levels(session: Session) -> dict[int, str]:
    """Rank -> name of the levels that have a visible boundary."""
    drawn = (Grid.boundary.is_not(None), Grid.status == GridStatus.ACTIVE)
    rows = session.execute(
        select(GridLevel.rank, GridLevel.name).join(Grid, Grid.level_id == GridLevel.id).where(*drawn).distinct()
    )
    return dict(rows.all())


def _top_name(session: Session) -> str:
    """The name of the one visible grid that holds all others; empty when there are several."""
    rows = session.execute(select(Grid.name, Grid.path)).all()
    top = min(rows, key=lambda row: len(row.path), default=None)
    return top.name if top is not None and all(row.path.startswith(top.path) for row in rows) else ""
