"""A plan lived on: campaigns, visits and issues, each through the screen or address that the office uses."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select, update

from portal.campaigns.models import Campaign, Sample
from portal.foundation.clock import today
from portal.issues.models import Department, Issue, IssueCategory
from portal.members.models import Assignment, Member
from portal.members.rules import Duty
from portal.security import roles
from portal.visits.models import Visit
from tests.fixtures.world import PASSWORD
from tests.stories.story import Story


def ago(days: int) -> dt.date:
    """So many days before today."""
    return today() - dt.timedelta(days=days)


class Work(Story):
    """The same story, with what happens day by day."""

    # People and places

    def move(self, code: str, under: str) -> None:
        """Put a grid under another one, leaving everything else."""
        grid = self.grid(code)
        self.accepted(f"/gridview/edit/{grid.id}", {
            "parent": self.grid(under).id, "level": grid.level_id, "code": code, "name": grid.name, "kind": grid.kind,
        })  # fmt: skip

    @contextmanager
    def acting(self, name: str) -> Iterator[None]:
        """What is done inside is done by this member, signed in with an account of their own."""
        with self._signed_in(self._account(name)):
            yield

    @contextmanager
    def _signed_in(self, user: str) -> Iterator[None]:
        office, self.client = self.client, self.app.test_client()
        answer = self.client.post("/login/", data={"username": user, "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        try:
            yield
        finally:
            self.client = office

    def _account(self, name: str) -> str:
        member = self.member(name)
        user = f"member{member.id}"
        if member.user_id is None:
            duty = self.session.scalars(select(Assignment.duty).where(Assignment.member_id == member.id)).all()[0]
            member.user_id = self._add_user(user, name, roles.ROLE_OF_DUTY[Duty(duty)]).id
            self.session.commit()
        return user

    def _add_user(self, user: str, name: str, role: str) -> Any:
        manager: Any = self.app.extensions["appbuilder"].sm
        known = manager.find_user(username=user)
        mail = f"{user}@example.invalid"
        return known or manager.add_user(user, name[1:], name[0], mail, manager.find_role(role), PASSWORD)

    def member(self, name: str) -> Member:
        """The member of this name."""
        return self.session.scalars(select(Member).where(Member.name == name)).one()

    @contextmanager
    def at_desk(self, department: str) -> Iterator[None]:
        """What is done inside is done at the desk of this department (by code)."""
        user = self._add_user(f"desk_{department}", "邹经办", roles.DEPARTMENT)
        desk = self.session.scalars(select(Department).where(Department.code == department)).one()
        if user.id not in {each.id for each in desk.staff}:
            desk.staff.append(self.session.merge(user))
            self.session.commit()
        with self._signed_in(f"desk_{department}"):
            yield

    # Campaigns

    def open_campaign(self, key: str, grid: str, since: int = 20, until: int = 40) -> Campaign:
        """Open a campaign of the plan that began so many days ago and ends so many from now."""
        form = {"key": key, "grid": self.grid(grid).id, "starts_on": ago(since), "ends_on": ago(-until), "do": "open"}
        self.accepted("/campaignview/opening", form)
        return self.newest(Campaign)

    def pair(self, campaign: Campaign, name: str, grid: str, target: str = "") -> None:
        """Pair a visitor with an area."""
        self.accepted(f"/campaignview/pairs/{campaign.id}", self._pair(name, grid, target))

    def refuse_pair(self, campaign: Campaign, name: str, grid: str, target: str = "") -> str:
        """What the portal says against such a pair."""
        return self.refused(f"/campaignview/pairs/{campaign.id}", self._pair(name, grid, target))

    def _pair(self, name: str, grid: str, target: str) -> dict[str, Any]:
        return {"grid": self.grid(grid).id, "member": self.member(name).id, "object": target}

    def tasks(self, *states: str, target: str | None = None, by: str | None = None) -> list[str]:
        """Who stands in these states (all without any), as the list of tasks names them; `target`: the name of the object."""
        rows = self.register("visittaskview")
        asked = [row for row in rows if target in (None, row["类别"]) and by in (None, row["走访人"])]
        kept = [row for row in asked if not states or row["情况"] in states]
        return sorted(str(row["走访对象"]) for row in kept)

    def draw(self, campaign: Campaign, key: str, grid: str, seed: str = "") -> Sample:
        """A random draw over the days of the campaign up to today."""
        self.accepted(f"/sampleview/draw?campaign={campaign.id}", {
            "key": key, "grid": self.grid(grid).id, "period_from": campaign.starts_on, "period_to": today(), "seed": seed,
        })  # fmt: skip
        return self.newest(Sample)

    def choose(self, campaign: Campaign, target: str, *residents: int) -> None:
        """Pick residents by hand for an object of the campaign."""
        picked = {"subject": [f"r{resident}" for resident in residents]}
        self.accepted(f"/campaignview/choosing/{campaign.id}/{target}", picked)

    # Visits

    def send(self, **entry: Any) -> dict[str, Any]:
        """Send one entry of a round; what became of it."""
        given = {"uid": str(uuid.uuid4()), "visited_on": today().isoformat(), "way": "home", **entry}
        answer = self.client.post("/rounds/entries", json=[given])
        assert answer.status_code == 200, answer.text
        self.session.expire_all()
        told: dict[str, Any] = answer.json[0] if answer.json else {}
        return told

    def visit(self, household: int, way: str = "home", *, unit: bool = False, **entry: Any) -> Visit:
        """Visit a household (or unit) and note everything at once; `issues`: (category, text) or (category, text, how it was solved)."""
        home = {"establishment_id" if unit else "household_id": household}
        raised = [self._raised(*each) for each in entry.pop("issues", ())]
        base = {"base": self.session.scalar(select(Visit.id).order_by(Visit.id.desc()).limit(1)) or 0}
        told = self.send(**home, way=way, issues=raised, **base, **entry)
        assert told["state"] == "stored", told
        return self.newest(Visit)

    def _raised(self, category: str, text: str, done: str = "") -> dict[str, Any]:
        return {"uid": str(uuid.uuid4()), "category": category, "text": text, "solved": bool(done), "done": done}

    def nobody_home(self, *households: int) -> None:
        """Note at once that nobody opened at these doors."""
        self.accepted("/rounds/bulk", {
            "batch": str(uuid.uuid4()), "home": list(households), "visited_on": today(), "way": "absent", "base": 0,
        })  # fmt: skip

    # Issues

    def issue(self, text: str) -> Issue:
        """The issue with this text."""
        return self.session.scalars(select(Issue).where(Issue.text == text)).one()

    def step(self, issue: Issue, step: str, **facts: Any) -> Issue:
        """Take a step that must be taken. `department` and `category` by code, `member` by name; left open, the department stays,
        or is the usual one."""
        if step.startswith("assign") and not facts.keys() & {"department", "member"} and issue.category.department:
            facts["department"] = (issue.department or issue.category.department).code
        self.accepted(f"/issueview/step/{issue.id}/{step}", self._facts(facts))
        return self.session.get_one(Issue, issue.id)

    def refuse_step(self, issue: Issue, step: str, **facts: Any) -> str:
        """What the portal says against such a step."""
        answer = self.client.post(f"/issueview/step/{issue.id}/{step}", data=self._facts(facts))
        assert answer.status_code in (403, 422), answer.status_code
        self.session.expire_all()
        return self._said(answer.text)

    def settle(self, issue: Issue, note: str, satisfaction: str = "satisfied", outcome: str = "solved") -> Issue:
        """Answered, people asked, closed."""
        self.step(issue, "handle", note=note, outcome=outcome)
        self.step(issue, "revisit", satisfaction=satisfaction, note="已上门回访")
        return self.step(issue, "close", note="已销号")

    def earlier(self, issue: Issue, days: int, answered: bool = True) -> None:
        """Let this issue have been registered so many days earlier, and answered too where it was."""
        gone = dt.timedelta(days=days)
        fresh = self.session.get_one(Issue, issue.id)
        names = ["registered_at", "due_on", "due_at", "step_due_on", *(["handled_at"] if answered else [])]
        moved = {name: value - gone for name in names if (value := getattr(fresh, name)) is not None}
        self.session.execute(update(Issue).where(Issue.id == issue.id).values(**moved))
        self.session.commit()
        self.session.expire_all()

    def deed(self, issue: Issue, deed: str, **form: Any) -> None:
        """Do something with an issue that is no step of the workflow."""
        self.accepted(f"/issueview/deed/{issue.id}/{deed}", form)

    def state(self, issue: Issue) -> str:
        """The state of an issue in the words of the plan."""
        flow = self.plan.casework.workflow
        found = flow.state(self.session.get_one(Issue, issue.id).state)
        assert found is not None
        return found.name

    def _facts(self, facts: dict[str, Any]) -> dict[str, Any]:
        models: dict[str, Any] = {"department": Department.code, "category": IssueCategory.code, "member": Member.name}
        given = dict(facts)
        for name in models.keys() & given.keys():
            found = select(models[name].class_.id).where(models[name] == given[name])
            given[name] = self.session.scalars(found).one()
        return given
