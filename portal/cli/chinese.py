"""Click's own words in Chinese: headings of the help, and what is wrong with a call."""

from __future__ import annotations

from typing import Any

import click


class _Chinese(click.Command):
    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, described in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """用法: …"""
        pieces = self.collect_usage_pieces(ctx)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法:")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The placeholders in Chinese."""
        words = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…"}
        return [words.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]


class ChineseCommand(_Chinese):
    """A command whose help reads in Chinese."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """选项"""
        rows = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx)) is not None]
        if rows:
            with formatter.section("选项"):
                formatter.write_dl(rows)


class ChineseGroup(_Chinese, click.Group):
    """A group of commands whose help reads in Chinese; its commands are `ChineseCommand`s."""

    command_class = ChineseCommand

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """命令"""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                rows.append((name, command.help or ""))
        with formatter.section("命令"):
            formatter.write_dl(rows)


ChineseGroup.group_class = ChineseGroup


def sentence_of(error: click.ClickException) -> str:
    """What was wrong with the call."""
    help_hint = f"\n说明:{error.ctx.command_path} --help" if isinstance(error, click.UsageError) and error.ctx else ""
    return _reason(error) + help_hint


def _reason(error: Any) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {error.param.opts[0] if error.param else '参数'}"
    if isinstance(error, click.BadParameter):
        name = error.param.opts[0] if error.param else "参数"
        return f"{name} 的值不对:{error.message}"
    if type(error).__name__ in {"NoSuchCommand", "NoArgsIsHelpError"} or "No such command" in error.format_message():
        return "没有这个命令,可用的命令见 portal --help"
    return f"命令写法有误:{error.format_message()}"
