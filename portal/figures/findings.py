"""The findings of a period: every rule of `warnings` asked of the data in sight."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.campaigns.models import Campaign
from portal.campaigns.rules import CampaignState
from portal.figures import warnings
from portal.figures.axes import lines
from portal.figures.grounds import Ground
from portal.figures.openings import opening
from portal.figures.periods import Period, before, phases_of
from portal.figures.rates import by, counts_by, rate
from portal.figures.signals import NAMES
from portal.figures.sources import ISSUES, Asked
from portal.figures.thresholds import thresholds_of
from portal.figures.wishes import Wish
from portal.grids.models import Grid
from portal.issues.models import Issue
from portal.issues.rules import OPEN_STAGES
from portal.visits.rules import Rate
from portal.web.links import link
from seeds.sections.rates import Rate as Section
from seeds.sections.warnings import Warnings

SATISFIED = Section(key="satisfied", name="满意率", numerator="revisits_satisfied", denominator="revisits_answered")
SHOWN = 20


@dataclass(frozen=True)
class Finding:
    """What was found: a sentence, the number now and the number it is compared with (as texts), and the rows behind it."""

    text: str
    now: str
    earlier: str = "按现在的情况"
    url: str | None = None
    rows: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True)
class Rule:
    """`meaning`: when it fires, in a sentence with its thresholds."""

    key: str
    name: str
    meaning: str
    find: Callable[[Session, Wish, dt.date], Iterator[Finding]]


def spans(period: Period, today: dt.date, number: int) -> tuple[Ground, list[Ground]]:
    """The period up to today, and as much of each of so many (`number`) earlier ones: a month that has just begun is no fall."""
    last = max(min(period.last, today), period.first)
    length = last - period.first
    earlier = [Ground(each.first, min(each.last, each.first + length)) for each in before(period, number)]
    return Ground(period.first, last), earlier


def rising_categories(session: Session, asked: Wish, today: dt.date) -> Iterator[Finding]:
    """Categories with clearly more issues than in the earlier periods."""
    limits = thresholds_of(session)
    span, past = spans(asked.period, today, limits.earlier_periods)
    now = counts_by(session, "issues_registered", _placed(asked, span), "category")
    earlier = [counts_by(session, "issues_registered", _placed(asked, each), "category") for each in past]
    for line in lines(session, "category", asked.ground):
        found = warnings.rising(now.get(line.key, 0), [each.get(line.key, 0) for each in earlier], limits)
        if found:
            url = opening("issues_registered", line.ground(_placed(asked, span)))
            mean = f"前 {len(past)} 期平均 {found.mean:.1f} 件"
            yield Finding(
                f"“{line.name}”明显增多", f"{found.now} 件", f"{mean}（偶然达到的可能性{_chance(found.chance)}）", url
            )


def clusters(session: Session, asked: Wish, today: dt.date) -> Iterator[Finding]:
    """Places with many open issues close together."""
    limits = thresholds_of(session)
    since = dt.datetime.combine(today - dt.timedelta(days=limits.cluster_days), dt.time())
    statement = select(Issue.id, Issue.number, Issue.title, Issue.location, Grid.full_name).join(
        Grid, Issue.grid_id == Grid.id
    )
    where = [*ISSUES.narrow(Asked(session, asked.ground)), Issue.stage.in_(OPEN_STAGES), Issue.registered_at >= since]
    rows = {row.id: row for row in session.execute(statement.where(*where, Issue.location.is_not(None)))}
    for group in warnings.clusters({key: (row.location.x, row.location.y) for key, row in rows.items()}, limits):
        named = tuple(
            (f"{rows[each].number} {rows[each].title}", link("IssueView", "show", pk=each)) for each in group[:SHOWN]
        )
        yield Finding(f"{rows[group[0]].full_name}一带集中", f"{len(group)} 件", rows=named)


def stale(session: Session, asked: Wish, _today: dt.date) -> Iterator[Finding]:
    """Open issues with which nothing happens, by department."""
    yield from _by(session, "issues_stale", asked.ground, "department", "件")


def reopened(session: Session, asked: Wish, _today: dt.date) -> Iterator[Finding]:
    """Issues that keep coming back, by category."""
    yield from _by(session, "issues_reopened", asked.ground, "category", "件")


def dissatisfied(session: Session, asked: Wish, today: dt.date) -> Iterator[Finding]:
    """Villages, and the whole, where more people are dissatisfied than before."""
    limits = thresholds_of(session)
    span, past = spans(asked.period, today, limits.earlier_periods)
    now, then = _placed(asked, span), _placed(asked, Ground(past[-1].first, past[0].last))
    pairs = [("管辖范围内合计", now, rate(session, SATISFIED, now), rate(session, SATISFIED, then))]
    earlier = {line.key: each for line, each in by(session, SATISFIED, then, "village").items()}
    for line, each in by(session, SATISFIED, now, "village").items():
        pairs.append((line.name, line.ground(now), each, earlier[line.key]))
    for name, ground, this, that in pairs:
        shares = warnings.worse(_dissatisfied(this), _dissatisfied(that), limits)
        if shares:
            told = f"{shares[0]:.1f}%（{this.denominator - this.numerator}/{this.denominator} 次）"
            yield Finding(f"{name}不满意增多", told, f"以往 {shares[1]:.1f}%", opening("revisits_answered", ground))


def unvisited(session: Session, asked: Wish, _today: dt.date) -> Iterator[Finding]:
    """Homes with people in care that nobody has called on for long, by village."""
    yield from _by(session, "care_unvisited", asked.ground, "village", "户")


def phases(session: Session, asked: Wish, today: dt.date) -> Iterator[Finding]:
    """Tasks still open, by village, when a phase of a running campaign is about to end or has ended."""
    near = today + dt.timedelta(days=thresholds_of(session).phase_days)
    running = select(Campaign).where(Campaign.state == CampaignState.OPEN).order_by(Campaign.id)
    if asked.campaign:
        running = running.where(Campaign.id == asked.campaign.id)
    for campaign in session.scalars(running):
        ends = [(each.name, each.ends_on) for each in phases_of(session, campaign)] or [("全程", campaign.ends_on)]
        told = [f"“{name}”{last} {'已经' if last < today else ''}结束" for name, last in pressing(ends, today, near)]
        if told:
            yield from _unreached(session, asked, campaign, "、".join(told))


def pressing(ends: Sequence[tuple[str, dt.date]], today: dt.date, near: dt.date) -> list[tuple[str, dt.date]]:
    """Of phases (name, last day) the one that ended last, and those that end from today to `near`. One that has ended stays
    told as long as its campaign runs: only closing the campaign, or reaching everybody, ends the warning."""
    ended = sorted((each for each in ends if each[1] < today), key=lambda each: each[1])
    return [*ended[-1:], *(each for each in ends if today <= each[1] <= near)]


def _unreached(session: Session, asked: Wish, campaign: Campaign, told: str) -> Iterator[Finding]:
    ground = Ground(campaign.starts_on, campaign.ends_on, grid=asked.ground.grid, campaign_id=campaign.id)
    left, due = (counts_by(session, measure, ground, "village") for measure in ("objects_unreached", "objects_due"))
    for line in lines(session, "village", ground):
        if left.get(line.key):
            url = opening("objects_unreached", line.ground(ground))
            of = f"应走访 {due.get(line.key, 0)} 个"
            yield Finding(f"{campaign}{told}，{line.name}还有未见到的", f"{left[line.key]} 个", of, url)


def rules(limits: Warnings) -> tuple[Rule, ...]:
    """Every rule with its thresholds in words."""
    return (
        Rule("rising", "诉求类别上升", f"本期不少于 {limits.least_issues} 件、比之前 {limits.earlier_periods} 期平均多 {limits.rise:.0%} 以上，"
             f"并且按以往平均（泊松分布）偶然达到的可能性低于 {limits.surprise:.0%}；本期未满的，与以往各期同样长的前段比较", rising_categories),
        Rule("clusters", "地点集中", f"近 {limits.cluster_days} 天登记、未办结的诉求，"
             f"{limits.cluster_metres:.0f} 米以内有 {limits.cluster_issues} 件以上", clusters),
        Rule("stale", "久无进展", f"在办的诉求连续 {limits.stale_workdays} 个工作日没有任何流转记录", stale),
        Rule("reopened", "反复退回", f"退回重办 {limits.reopened_times} 次以上，最后一次在本期", reopened),
        Rule("dissatisfied", "不满意增多", f"本期有评价的回访不少于 {limits.least_answers} 次，不满意比例比之前 {limits.earlier_periods} 期高 "
             f"{limits.dissatisfied_points:.0f} 个百分点以上", dissatisfied),
        Rule("care", "关爱户久未走访", f"家里有关爱对象（不含敏感类别），{limits.care_days} 天以上没有入户或电话联系", unvisited),
        Rule("phase", "阶段到期未走访", f"走访活动的阶段在 {limits.phase_days} 天内结束，或者已经结束而活动还没有结束，还有没见到也没联系上的对象", phases),
    )  # fmt: skip


def findings(session: Session, asked: Wish, today: dt.date) -> list[tuple[Rule, list[Finding]]]:
    """Every rule with what it found, also where it found nothing."""
    return [(rule, list(rule.find(session, asked, today))) for rule in rules(thresholds_of(session))]


def comparison(session: Session, asked: Wish, today: dt.date) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """Issues registered by category: the periods as headings, this one first, and a row of numbers each category."""
    span, past = spans(asked.period, today, thresholds_of(session).earlier_periods)
    grounds = [_placed(asked, each) for each in (span, *past)]
    found = [counts_by(session, "issues_registered", each, "category") for each in grounds]
    rows = [(line.name, [each.get(line.key, 0) for each in found]) for line in lines(session, "category", asked.ground)]
    return [f"{each.first} 至 {each.last}" for each in grounds], [row for row in rows if any(row[1])]


def _by(session: Session, measure: str, ground: Ground, axis: str, unit: str) -> Iterator[Finding]:
    found = counts_by(session, measure, ground, axis)
    for line in lines(session, axis, ground):
        if found.get(line.key):
            yield Finding(
                f"{line.name}：{NAMES[measure]}", f"{found[line.key]} {unit}", url=opening(measure, line.ground(ground))
            )


def _chance(share: float) -> str:
    return f" {share:.1%}" if share >= 0.001 else "不到 0.1%"


def _dissatisfied(found: Rate) -> tuple[int, int]:
    return found.denominator - found.numerator, found.denominator


def _placed(asked: Wish, span: Ground) -> Ground:
    return span.within(grid=asked.ground.grid)
