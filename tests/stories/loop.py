"""What comes of the work: figures and tables as the office fetches them, what residents tell, and files of outside platforms."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from typing import Any

from python_calamine import CalamineWorkbook

from portal.feedback.services import code_for
from portal.feedback.stamps import new_stamp
from portal.foundation.clock import now
from portal.households.models import Household
from portal.issues.models import Issue
from tests.stories.work import Work


class Loop(Work):
    """The whole story of a plan."""

    # Figures and tables

    def rate(self, key: str, axis: str = "village", **asked: Any) -> dict[str, tuple[int, int, str]]:
        """{row: (numerator, denominator, percent)} of a rate, as exported; rows without anything to count left out. Rows go by the
        last part of their names."""
        section = next(each for each in self.plan.rates if each.key == key)
        answer = self.client.get("/rates/export", query_string={"rate": key, "axis": axis, **self._ids(asked)})
        assert answer.status_code == 200, answer.text
        _title, head, *rows = self._sheet(answer.data)
        assert head[3] == section.name
        return {
            str(row[0]).rpartition("/")[2]: (int(row[1]), int(row[2]), f"{row[3]:.1%}") for row in rows if row[2] != ""
        }

    def table(self, key: str, **asked: Any) -> list[list[Any]]:
        """The numbered rows and totals of a table as the office fetches it, whole numbers as such."""
        answer = self.client.get(f"/tables/{key}/xlsx", query_string=self._ids(asked))
        assert answer.status_code == 200, answer.text
        kept = [
            row for row in self._sheet(answer.data) if isinstance(row[0], float | int | dt.date) or row[0] == "合计"
        ]
        return [[_plain(cell) for cell in row] for row in kept]

    def _ids(self, asked: dict[str, Any]) -> dict[str, Any]:
        grid = asked.get("grid")
        return {**asked, "grid": self.grid(grid).id} if grid else asked

    def _sheet(self, file: bytes) -> list[list[Any]]:
        return CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()

    # Residents and outside platforms

    def tell(self, household: int, category: str, text: str) -> Issue:
        """A resident tells of something on the page that the code on their card opens."""
        code = code_for(self.session, self.session.get_one(Household, household))
        self.session.commit()
        form = {
            "category": self._facts({"category": category})["category"], "text": text,
            "stamp": new_stamp(self.app.config["SECRET_KEY"], code.id, now() - dt.timedelta(minutes=1)),
        }  # fmt: skip
        answer = self.app.test_client().post(f"/r/{code.token}", data=form, content_type="multipart/form-data")
        assert answer.status_code == 302, answer.text
        self.session.expire_all()
        return self.newest(Issue)

    def hand_over(self, platform: str) -> list[dict[str, Any]]:
        """The file for an outside platform: one mapping a row."""
        answer = self.client.post(f"/handover/{platform}/export/xlsx")
        assert answer.status_code == 200, answer.text
        self.session.expire_all()
        _title, head, *rows = self._sheet(answer.data)
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]

    def answers(self, platform: str, *rows: dict[str, Any]) -> str:
        """Send back rows of that file with answers: tried first, then taken in; what was said when they were tried."""
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
        tried = self.client.post(f"/handover/{platform}/check", data={"file": (io.BytesIO(lines), "答复.jsonl")})
        assert tried.status_code == 200, tried.text
        packed = re.search(r'name="answers" value="([^"]+)"', tried.text)
        if packed:
            taken = self.client.post(f"/handover/{platform}/receive", data={"answers": packed[1]})
            assert taken.status_code in (200, 302), taken.text  # 200 where some were refused: they are listed again
            self.session.expire_all()
        return self._said(tried.text)


def _plain(cell: Any) -> Any:
    """Whole numbers as such; what stands on two lines, on one."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell.replace("\n（", "（") if isinstance(cell, str) else cell
