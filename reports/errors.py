"""What can go wrong on the way to paper; every message is a Chinese sentence for the clerk who printed."""

from collections.abc import Sequence


class ReportError(ValueError):
    """Base of all refusals of this package; `str(error)` can be shown as it is."""


class MissingGlyph(ReportError):
    """Characters that no face in use can draw; printing them would show empty boxes."""

    def __init__(self, characters: Sequence[str], subjects: Sequence[str] = ()) -> None:
        self.characters = tuple(characters)
        self.subjects = tuple(subjects)
        shown = "、".join(f"“{char}”（U+{ord(char):04X}）" for char in characters)
        who = f"涉及：{_some(subjects)}。" if subjects else ""
        super().__init__(f"字体缺少以下字符：{shown}。{who}请改正该字，或请管理员安装收录该字的字体后再打印。")


class Overflow(ReportError):
    """Content that does not fit the place the design gives it."""

    def __init__(self, subjects: Sequence[str], place: str, *, at_least: bool = False) -> None:
        self.subjects, self.place = tuple(subjects), place
        super().__init__(f"内容放不下（{place}）：{_some(subjects, at_least=at_least)}。请精简文字后重新打印。")


class DesignFault(ReportError):
    """A design that does not exist, cannot be read, or asks for something outside the page."""


class MissingPackage(ReportError):
    """The machine lacks a system package without which no page can be drawn."""


class EngineChanged(ReportError):
    """Another version of the layout engine than the fast lane was written for."""

    def __init__(self, found: str, wanted: str) -> None:
        super().__init__(
            f"排版库 WeasyPrint 的版本是 {found}，快速印制是按 {wanted} 版写的，请管理员安装 {wanted} 版。"
        )


class BadPhoto(ReportError):
    """Photo bytes that are not a reasonable JPEG or PNG."""


def _some(subjects: Sequence[str], limit: int = 5, *, at_least: bool = False) -> str:
    """The first of them by name and how many they are; `at_least` when there may be more."""
    listed = "；".join(subjects[:limit])
    if at_least:
        return f"{listed} 等至少 {len(subjects)} 份"
    return listed if len(subjects) <= limit else f"{listed} 等 {len(subjects)} 份"
