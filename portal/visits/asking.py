"""What is asked at the doors of a day: the checklists of the campaigns that run, and of the plan for everyday visits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.asked import described, open_on, profile_of
from portal.campaigns.models import Campaign
from portal.plans.current import profile_or_none, version_in_force
from portal.visits.checking import ABSENCE, checklist_named
from seeds.schema import Profile
from seeds.sections.checklists import Checklist

ABSENCE_LABELS = {
    "phone": "联系电话", "since": "外出时间", "address": "现住地址", "occupation": "职业", "until": "预计返回", "contact": "联系人",
}  # fmt: skip


class Asking:
    """The checklists by reference (`<version>/<key>`), each read from the version of the profile that it belongs to."""

    def __init__(self, session: Session, day: dt.date) -> None:
        self._session = session
        self.running = described(session, select(Campaign).where(open_on(day)))
        """{campaign id: the campaign, and what it asks}, in the order in which they began."""
        self.checklists: dict[str, Checklist] = {}
        version = version_in_force(session)
        profile = profile_or_none(session)
        self._everyday = self._ref(version.id if version else None, profile, _everyday(profile))

    def references(self, tasks: Iterable[tuple[int, str]]) -> tuple[str, ...]:
        """The checklists for a home with tasks of these (campaign id, object key), each once, in the order of the campaigns; the everyday
        one where none has any."""
        refs: list[str] = []
        for campaign_id, key in tasks:
            campaign, section = self.running.get(campaign_id, (None, None))
            known = section and any(each.key == key for each in section.objects)
            wanted = section.checklist_for(key) if section and known else None
            found = (
                self._ref(campaign.plan_version_id, profile_of(self._session, campaign), wanted) if campaign else None
            )
            if found and found not in refs:
                refs.append(found)
        return tuple(refs) or ((self._everyday,) if self._everyday else ())

    def name_of(self, campaign_id: int, key: str) -> tuple[str, str]:
        """The names of a campaign and of its object; an unknown object has none."""
        campaign, section = self.running.get(campaign_id, (None, None))
        names = {each.key: each.name for each in section.objects} if section else {}
        return (campaign.name if campaign else ""), names.get(key, "")

    @property
    def absence_items(self) -> tuple[str, ...]:
        """What is noted of those not at home, in the order of the form: what any campaign of the day wants, else the usual."""
        wanted = {
            item for _campaign, section in self.running.values() if section and section.absent_register
            for item in section.absent_register.items
        }  # fmt: skip
        return tuple(item for item in ABSENCE if item in (wanted or {"phone", "since", "address", "occupation"}))

    def _ref(self, version: int | None, profile: Profile | None, key: str | None) -> str | None:
        if key is None:
            return None
        reference = f"{version or 0}/{key}"
        if reference not in self.checklists:
            found = checklist_named(profile, key)
            if found is None:
                return None
            self.checklists[reference] = found
        return reference


def _everyday(profile: Profile | None) -> str | None:
    """The first checklist that no campaign claims."""
    if profile is None:
        return None
    claimed = {each.checklist for each in profile.campaigns}
    claimed |= {each.checklist for campaign in profile.campaigns for each in campaign.objects}
    return next((each.key for each in profile.checklists if each.key not in claimed), None)
