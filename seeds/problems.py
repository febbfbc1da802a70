"""What is wrong with a profile file, for the person who wrote it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: `line` counts from 1 (0 = the file as a whole), `key` is the path such as levels[2].rank."""

    line: int
    key: str
    expectation: str
    file: str

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.line} 行" if self.line else self.file
        return f"{place}，{self.key}：{self.expectation}" if self.key else f"{place}：{self.expectation}"


class ProfileError(ValueError):
    """A profile that cannot be used; `problems` lists every fault found, in order of lines, its own file first."""

    def __init__(self, path: Path, problems: list[Problem]) -> None:
        self.path = path
        self.problems = sorted(set(problems), key=lambda each: (each.file != path.name, each.file, each))
        lines = "\n".join(str(problem) for problem in self.problems)
        super().__init__(f"方案文件有 {len(self.problems)} 处问题：\n{lines}")
