"""A person's name in one piece, as people write it; FAB keeps surname and given name apart."""

from __future__ import annotations

import re
from typing import Any

from portal.web.filters import Contains

_COMPOUND = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良"
        "漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户公玉公仪梁丘公仲公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑即墨达奚"
        "褚师",
    )
)
"""Surnames of two characters."""


def split_name(name: str) -> tuple[str, str]:
    """(surname, given name): after the first character, or after a compound surname. The given name may be empty."""
    name = " ".join(name.split())
    length = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1
    return name[:length], name[length:]


class Named(Contains):
    """The name, surname first, contains all words."""

    def apply(self, query: Any, value: Any) -> Any:
        """Narrow the query."""
        name = self.model.last_name + self.model.first_name
        for word in str(value).split():
            query = query.filter(name.icontains(word, autoescape=True))
        return query
