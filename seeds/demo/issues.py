"""Made-up issues in every state, each with a history that follows the rules."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from seeds.demo.calendar import add_weekdays, office_time
from seeds.demo.histories import DemoStep, draw_history
from seeds.demo.homes import DemoHousehold
from seeds.demo.matters import Matter, matters_of
from seeds.demo.staff import DemoMember
from seeds.schema import Profile

_SOURCE_SHARES = (45, 18, 15, 8, 10, 4)
# How far a history goes, with the days ago in which such issues were registered.
_STORIES = (
    ("registered", 10, (1, 4)),
    ("assigned", 14, (2, 12)),
    ("handled", 8, (6, 20)),
    ("revisited", 8, (9, 30)),
    ("reopened", 6, (10, 40)),
    ("closed", 48, (25, 364)),
    ("closed_after_reopening", 6, (45, 364)),
)


@dataclass(frozen=True, slots=True)
class DemoIssue:
    """A made-up issue. `state`: a key of the plan's workflow; `outcome` once it is answered.

    `due` counts weekdays from registration; `history` starts with register; moments are local time without zone."""

    number: str
    source: str
    category: str
    department: str | None
    title: str
    text: str
    household_code: str
    grid_code: str
    address: str
    lon: float
    lat: float
    registered_at: datetime
    due: date
    state: str
    outcome: str | None
    history: tuple[DemoStep, ...]


class _Cast:
    """Who does what: the grid's member registers and revisits, the centre assigns and closes, a clerk handles."""

    def __init__(self, profile: Profile, members: list[DemoMember], teams: dict[str, list[DemoMember]]) -> None:
        self.teams = teams
        acting = {role.key: role.acts_as for role in profile.roles}
        self._centre = next(
            member.key
            for wanted in ("centre", "leader", "head", "member", None)
            for member in members
            if wanted is None or acting.get(member.role) == wanted
        )
        self._clerks = {member.department: member.key for member in members if member.department}
        self.flow = profile.casework.workflow
        self.answered = self.flow.keys_in("answered", "closed")
        self.matters = matters_of(profile)
        self.sources = [source.key for source in profile.casework.sources if not source.retired]
        self.outcomes = tuple(outcome.key for outcome in profile.casework.outcomes)

    def actors(self, rng: Random, home: DemoHousehold, matter: Matter) -> dict[str, str]:
        member = rng.choice(self.teams[home.grid_code]).key
        clerk = self._clerks.get(matter.department or "", self._centre)
        centre = dict.fromkeys(("assign", "reopen", "close"), self._centre)
        return {"register": member, "revisit": member, "handle": clerk, **centre}

    def source(self, rng: Random) -> str:
        """The first sources of a profile are its usual ones."""
        shares = [_SOURCE_SHARES[place] if place < len(_SOURCE_SHARES) else 3 for place in range(len(self.sources))]
        return rng.choices(self.sources, shares)[0]


def make_issues(
    profile: Profile,
    households: list[DemoHousehold],
    members: list[DemoMember],
    teams: dict[str, list[DemoMember]],
    *,
    seed: int,
    today: date,
    count: int = 240,
) -> Iterator[DemoIssue]:
    """`count` issues of the year up to `today` in order of registration, numbered by day as the portal does.

    `teams`: who visits which grid. Raises ValueError when no household lies in a grid with a member."""
    rng = Random(f"issues:{seed}")
    homes = [home for home in households if home.kind != "vacant" and teams.get(home.grid_code)]
    if not homes:
        raise ValueError("没有可登记诉求的住户：网格均无网格员")
    cast = _Cast(profile, members, teams)
    plans = sorted(_plan(rng, index, today) for index in range(count))
    registered: Counter[date] = Counter()
    for registered_at, story in plans:
        day = registered_at.date()
        registered[day] += 1
        yield _issue(rng, f"{day:%Y%m%d}{registered[day]:04d}", registered_at, story, rng.choice(homes), cast)


def _plan(rng: Random, index: int, today: date) -> tuple[datetime, str]:
    # The first ones take each story in turn, so that even a small set shows every state.
    names = [name for name, _, _ in _STORIES]
    story = names[index] if index < len(names) else rng.choices(names, [share for _, share, _ in _STORIES])[0]
    nearest, farthest = next(span for name, _, span in _STORIES if name == story)
    return office_time(rng, today - timedelta(days=rng.randint(nearest, farthest))), story


def _issue(
    rng: Random, number: str, registered_at: datetime, story: str, home: DemoHousehold, cast: _Cast
) -> DemoIssue:
    matter = rng.choice(cast.matters)
    history = draw_history(
        rng, story, registered_at, matter, cast.actors(rng, home, matter), cast.outcomes, flow=cast.flow
    )
    assigned = any(step.action == "assign" for step in history)
    state = history[-1].state_after
    outcomes = [step.outcome for step in history if step.outcome]
    return DemoIssue(
        number=number,
        source=cast.source(rng),
        category=matter.category,
        department=matter.department if assigned else None,
        title=matter.title,
        text=f"{home.head}反映：{matter.text}",
        household_code=home.code,
        grid_code=home.grid_code,
        address=home.address,
        lon=home.lon,
        lat=home.lat,
        registered_at=registered_at,
        due=add_weekdays(registered_at.date(), matter.working_days),
        state=state,
        outcome=outcomes[-1] if state in cast.answered else None,
        history=history,
    )
