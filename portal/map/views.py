"""The screen of the map and the addresses it fetches from."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from flask_login import current_user

from portal.figures.wishes import campaigns
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.map.answers import answer
from portal.map.boundaries import drawing_layer, map_layer, undrawn
from portal.map.layers import Layer
from portal.map.page import assets, map_page
from portal.map.parameters import wish
from portal.map.points import household_layer, issue_layer
from portal.security.scope import scope_of


class GridMapView(BaseView):
    """The grid distribution map (网格分布图)."""

    route_base = "/map"
    default_view = "page"
    class_permission_name = "GridMapView"

    @expose("/")
    @has_access
    @permission_name("use")
    def page(self) -> Any:
        """The page; its data is fetched by its script."""
        from geo.web_map import render  # Folium takes a while to load, and only this page needs it

        session = db.session()
        page = map_page(session, wish(), self.appbuilder.sm)
        g.image_origins = sorted({tile.origin.replace("{s}", "*") for tile in page.tiles if tile.origin})
        missing = undrawn(session)
        return self.render_template(
            "map/page.html",
            page=page,
            map=render(page, assets()),
            undrawn=missing,
            day=today(),
            campaigns=campaigns(session),
            campaign=wish().campaign,
        )

    @expose("/boundaries")
    def boundaries(self) -> Response:
        """GeoJSON of boundaries with figures; with `parent` or `near` bare and exact, for drawing."""
        self._admit()
        asked, people = wish(), self._may_list("MemberView")
        if asked.parent is not None or asked.near is not None:
            return self._answer(drawing_layer(db.session(), asked))
        return self._answer(map_layer(db.session(), asked, today(), people), people)

    @expose("/households")
    def households(self) -> Response:
        """GeoJSON of households."""
        self._admit()
        named = self._may_list("HouseholdView")
        return self._answer(household_layer(db.session(), wish(), named), named)

    @expose("/issues")
    def issues(self) -> Response:
        """GeoJSON of open issues."""
        self._admit()
        named = self._may_list("IssueView")
        return self._answer(issue_layer(db.session(), wish(), named), named)

    def _admit(self) -> None:
        """Data is refused with a status that a script understands, not with the sign-in page."""
        if not current_user.is_authenticated:
            abort(401)
        if not self.appbuilder.sm.has_access("can_use", self.class_permission_name):
            abort(403)

    def _may_list(self, screen: str) -> bool:
        return bool(self.appbuilder.sm.has_access("can_list", screen))

    def _answer(self, layer: Layer, allowed: bool = False) -> Response:
        scope = scope_of(db.session())
        return answer(layer, (scope.key if scope else None, allowed))
