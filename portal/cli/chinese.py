"""Click's own words in Chinese: headings of the help, and what is wrong with a call."""

from __future__ import annotations

from typing import Any

import click

_WORDS = {
    "FLOAT RANGE": "数", "INTEGER RANGE": "整数", "INTEGER": "整数", "FLOAT": "数", "[required]": "[必填]", "[default: ": "[缺省 ",
}  # fmt: skip


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
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="用法：")

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The placeholders in Chinese."""
        words = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [参数]…"}
        return [words.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]


class ChineseCommand(_Chinese):
    """A command whose help reads in Chinese."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """选项"""
        records = (param.get_help_record(ctx) for param in self.get_params(ctx))
        rows = [(_translated(record[0]), _translated(record[1])) for record in records if record is not None]
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


def _translated(text: str) -> str:
    for word, chinese in _WORDS.items():
        text = text.replace(word, chinese)
    return text


def sentence_of(error: click.ClickException) -> str:
    """What was wrong with the call."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{_reason(error)}\n说明：{context.command_path if context else 'portal'} --help"


def _reason(error: Any) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.MissingParameter):
        return f"缺少 {_name_of(error)}"
    if isinstance(error, click.BadParameter):
        return f"{_name_of(error)} 的值不对：{_expected(error)}"
    if isinstance(error, click.NoSuchCommand):
        return "没有这个命令，可用的命令见 portal --help"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 的写法不对：缺少它的值，或多写了值"
    return "命令写法有误：多写或少写了参数"


def _name_of(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Argument):
        return error.param.metavar or error.param.human_readable_name
    return error.param.opts[0] if error.param else str(error.param_hint or "参数")


def _expected(error: click.BadParameter) -> str:
    """What a value should have been; a sentence of ours as it is."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"应为 {'、'.join(map(str, kind.choices))} 之一"
    if isinstance(kind, click.IntRange | click.FloatRange):
        return f"应为 {kind.min} 到 {kind.max} 之间的数"
    if isinstance(kind, click.types.IntParamType):
        return "应为整数"
    if isinstance(kind, click.Path):
        return "这个文件不能写，或是一个目录" if kind.writable else "这里应写一个文件，不能是目录"
    return error.message
