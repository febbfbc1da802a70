"""Paper of every kind as the office orders it, and the borders that its maps need."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

from shapely import box, to_geojson

from portal.printing import services
from portal.printing.kinds import KINDS, Wish
from portal.printing.models import PrintBatch
from portal.printing.rules import PrintKind
from tests.stories.story import CLERK, Story

WEST, SOUTH, STEP = 110.0, 35.0, 0.01


def paper(story: Story, kind: str, grid: str, **options: str) -> list[str]:
    """The pages of a kind of paper for a grid and all below it, without white space: asked for on the page of orders, checked,
    printed."""
    wanted = {f"option-{name}": value for name, value in options.items()}
    asked = {"kind": kind, "grid": story.grid(grid).id, "go": "y", **wanted}
    answer = story.client.get("/newprintview/new", query_string=asked)
    assert answer.status_code == 302, answer.text
    sent = parse_qs(urlsplit(answer.location).query)
    assert {name: [value] for name, value in wanted.items()} == {key: sent[key] for key in sent if key != "new"}
    return _checked(story, answer.location, PrintKind(kind), Wish(story.grid(grid).id, options=options))


def tick_off_lists(story: Story) -> list[str]:
    """The pages on which the households of what was printed last are ticked off, ordered from its own page."""
    batch = story.newest(PrintBatch)
    shown = story.client.get(f"/printview/show/{batch.id}").text
    (address,) = re.findall(r'href="([^"]+)"><i class="fa fa-list-ol"', shown)
    wish = Wish(batch.grid_id, options={"batch": str(batch.id)})
    return _checked(story, html.unescape(address), PrintKind.MAILING, wish)


def _checked(story: Story, address: str, kind: PrintKind, wish: Wish) -> list[str]:
    assert "印前检查" in story.page(address)
    return story._printed(services.place(story.session, KINDS[kind].check(story.session, wish), CLERK))


def refused_paper(story: Story, kind: str, grid: str) -> str:
    """What the page of orders says against it."""
    asked = {"kind": kind, "grid": story.grid(grid).id, "go": "y"}
    answer = story.client.get("/newprintview/new", query_string=asked, follow_redirects=True)
    assert answer.request.path == "/newprintview/new", "back where it was asked for"
    return story._said(answer.text)


def bounded(story: Story, whole: str, *parts: str) -> None:
    """Draw a grid as a row of squares, one a part, from west to east."""
    wide = STEP * max(len(parts), 1)
    _draw(story, whole, WEST, WEST + wide)
    for number, part in enumerate(parts):
        _draw(story, part, WEST + STEP * number, WEST + STEP * (number + 1))


def _draw(story: Story, code: str, west: float, east: float) -> None:
    grid = story.grid(code)
    story.accepted(f"/gridview/edit/{grid.id}", {
        "parent": grid.parent_id or "", "level": grid.level_id, "code": code, "name": grid.name, "kind": grid.kind, "status": grid.status,
        "boundary": to_geojson(box(west, SOUTH, east, SOUTH + STEP)),
    })  # fmt: skip
