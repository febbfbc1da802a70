"""Codes for the grids of a made-up tree, as the profile's scheme has them; official codes stay what they are."""

from seeds.sections.codes import CodeScheme

_FREE = CodeScheme(kind="none")


class Codes:
    """Hands out the codes of one tree, never the same twice."""

    def __init__(self, scheme: CodeScheme) -> None:
        self._scheme = scheme
        self._taken: set[str] = set()

    def has_scheme(self, level: str) -> bool:
        """Whether the scheme says what a code of this level is made of."""
        return bool(self._scheme.segments_of(level))

    def official(self, level: str, code: str, parent: str, kind_digit: str | None) -> str:
        """The code of a real place: its official one, or as much of its end as the scheme takes.

        `parent`: code of the grid above, used when neither fits."""
        length = self._scheme.length_of(level) or len(code)
        wanted = code[-length:]
        if wanted not in self._taken and not self._scheme.problem_with(wanted, level):
            return self._take(wanted)
        return self.below(level, parent, parent, kind_digit)

    def below(self, level: str, anchor: str, parent: str, kind_digit: str | None) -> str:
        """The next code under `parent`; `anchor`: the nearest code above that follows the scheme, or nothing.

        Raises ValueError when all numbers are used up."""
        wanted = self._scheme.next_code(level, anchor if self.has_scheme(level) else parent, self._taken, kind_digit)
        wanted = wanted or _FREE.next_code(level, parent, self._taken) or self._longer(parent)
        if wanted is None:
            raise ValueError(f"上级网格“{parent}”之下的编码已用完")
        return self._take(wanted)

    def _longer(self, parent: str) -> str | None:
        return next((code for code in (f"{parent}{n:03d}" for n in range(1, 1000)) if code not in self._taken), None)

    def _take(self, code: str) -> str:
        self._taken.add(code)
        return code
