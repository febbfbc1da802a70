"""What `portal plan` says of a version, of a check and of differences."""

from __future__ import annotations

from collections.abc import Sequence

import click

from portal.foundation.quoting import quoted
from portal.plans.checking import Check
from portal.plans.models import PlanVersion
from portal.plans.summary import summary_of
from seeds.differences import Difference, by_section
from seeds.schema import Profile


def say_version(version: PlanVersion, profile: Profile, in_force: bool) -> None:
    """Whose plan it is, when it was applied, what it says in short, and what it changed."""
    by = f"，{version.applied_by}" if version.applied_by else ""
    click.echo(f"{version}{'，正在使用' if in_force else ''}")
    click.echo(f"{profile.place.county}{profile.place.name}，{version.applied_at:%Y-%m-%d %H:%M} 应用{by}")
    if profile.meta.summary:
        click.echo(profile.meta.summary)
    for part in summary_of(profile):
        click.echo(f"{part.name}：{'；'.join(part.lines)}")
    for sentence in version.changes.splitlines():
        click.echo(f"· {sentence}")


def say_check(found: Check) -> None:
    """Whether it can be applied and what stands in the way, before all that would happen to live data and no longer fit."""
    if found.obstacles:
        click.echo(found.refusal, err=True)
    else:
        click.echo(f"{quoted(found.meta.title)}没有问题")
    for number, each in enumerate(found.obstacles, 1):
        click.echo(f"挡住 {number}：{each}", err=True)
    if found.obstacles and found.changes:
        click.echo("挡住的处理好以后，应用会带来：")
    if not found.is_new:
        click.echo("与正在使用的方案相同，应用后没有变化")
    for sentence in found.changes:
        click.echo(f"· {sentence}")
    for each in found.warnings:
        click.echo(f"提醒：{each}")


def say_differences(found: Sequence[Difference]) -> None:
    """Grouped by section."""
    for section, differences in by_section(found).items():
        click.echo(f"{section}")
        for each in differences:
            click.echo(f"  · {each.sentence}")
    click.echo(f"共 {len(found)} 处不同" if found else "两者相同")
