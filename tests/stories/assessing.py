"""Assessments as the office lives them: opened, counted, judged, told, objected to, signed; and what follows, on screen and paper."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from portal.assessments.models import Assessment, AssessmentScheme, AssessmentScore
from portal.assessments.proceedings import AssessmentAppeal
from portal.consequences.models import Proposal
from portal.printing import services
from portal.printing.kinds import KINDS, Wish
from portal.printing.rules import PrintKind
from tests.stories.story import CLERK
from tests.stories.work import Work


class Assessing:
    """One scheme of a plan in one period, from a grid downwards."""

    def __init__(self, story: Work, key: str, period: str, grid: str) -> None:
        self.story, self.period, self.grid = story, period, grid
        self.scheme = story.session.scalars(select(AssessmentScheme.id).where(AssessmentScheme.code == key)).one()

    def begin(self) -> str:
        """Look, open, count; what the preview says, without white space."""
        form = {"scheme": self.scheme, "period": self.period, "grid": self.story.grid(self.grid).id}
        looked = self.story.client.post("/assessmentview/opening", data={**form, "do": "preview"})
        assert looked.status_code == 200, looked.text
        for deed in ("open", "propose"):
            self.story.accepted("/assessmentview/opening", {**form, "do": deed})
        return self.story._said(looked.text)

    def of(self, name: str) -> Assessment:
        """The assessment of this member or grid."""
        self.story.session.expire_all()
        found = select(Assessment).where(Assessment.scheme_id == self.scheme, Assessment.period == self.period)
        rows = self.story.session.scalars(found)
        return next(each for each in rows if name in {each.member and each.member.name, each.grid and each.grid.name})

    def score(self, name: str, indicator: str) -> AssessmentScore:
        """One score of theirs."""
        return next(each for each in self.of(name).scores if each.indicator.name == indicator)

    def scores(self, name: str) -> dict[str, str | None]:
        """{indicator: score}, None without data."""
        rows = sorted(self.of(name).scores, key=lambda each: each.indicator.position)
        return {each.indicator.name: None if each.score is None else f"{each.score:.1f}" for each in rows}

    def result(self, name: str) -> tuple[str | None, str | None]:
        """(total, key of the grade)."""
        one = self.of(name)
        return (None if one.total is None else f"{one.total:.1f}", one.grade)

    # Steps

    def judge(self, name: str, indicator: str, judge: str, value: float, people: int = 1, method: str = "") -> None:
        """Give points for one indicator, as this judge, for so many people."""
        form = {"judge": judge, "value": value, "people": people, "method": method}
        self._step(f"judge/{self.of(name).id}", self._on(name, indicator, form), "已保存1项评分")

    def enter(self, name: str, indicator: str, value: float) -> None:
        """The points for what is counted, as the office found them when it checked on the spot."""
        form = {"score": value, "note": "按抽查核定"}
        self.story.accepted(f"/scoreview/edit/{self.score(name, indicator).id}", form)

    def refuse_judging(self, name: str, indicator: str, judge: str, value: float) -> str:
        """What is said against such points."""
        form = {"judge": judge, "value": value}
        return self._sent(f"judge/{self.of(name).id}", self._on(name, indicator, form))

    def tell(self, *names: str) -> None:
        """Tell them their results."""
        for name in names:
            self._step(f"action/tell/{self.of(name).id}", {}, "已反馈本人")

    def reply(self, name: str, text: str) -> None:
        """What they say."""
        self._step(f"reply/{self.of(name).id}", {"reply": text}, "本人意见已保存")

    def appeal(self, name: str, indicator: str, reason: str) -> None:
        """They object to an indicator."""
        about = self.score(name, indicator).indicator_id
        self._step(f"appeal/{self.of(name).id}", {"indicator": about, "reason": reason}, "申诉已提交")

    def reject(self, name: str, answer: str) -> None:
        """The objection is not right: answered, and the score stays."""
        self._answer(name, {"uphold": "n", "answer": answer})

    def uphold(self, name: str, answer: str, indicator: str, value: float) -> None:
        """The objection is right: answered, and the score corrected."""
        self._answer(name, {"uphold": "y", "answer": answer})
        form = {"value": value, "reason": answer}
        self._step(f"correct/{self.score(name, indicator).id}", form, "已更正")

    def sign(self, name: str, *signers: str) -> None:
        """Sign level by level, written down by the centre; the last one makes it final."""
        for signer in signers:
            self._step(f"sign/{self.of(name).id}", {"name": signer}, "已签字")

    def settle(self, names: Iterable[str], *signers: str) -> None:
        """Told, without anything to object, signed level by level."""
        for name in names:
            self.tell(name)
            self.reply(name, "没有意见")
            self.sign(name, *signers)

    def refuse_signing(self, name: str, signer: str) -> str:
        """What is said against signing now."""
        return self._sent(f"sign/{self.of(name).id}", {"name": signer})

    def _answer(self, name: str, form: dict[str, Any]) -> None:
        mine = select(AssessmentAppeal).where(AssessmentAppeal.assessment_id == self.of(name).id)
        waiting = self.story.session.scalars(mine.where(AssessmentAppeal.answered_at.is_(None))).first()
        assert waiting is not None
        self._step(f"answer/{waiting.id}", form, "已答复")

    def _on(self, name: str, indicator: str, form: dict[str, Any]) -> dict[str, Any]:
        """The fields of one line of the page."""
        line = self.score(name, indicator).id
        return {f"{field}-{line}": value for field, value in form.items()}

    def _step(self, address: str, form: dict[str, Any], done: str) -> None:
        said = self._sent(address, form)
        assert done in said, said[:1500]

    def _sent(self, address: str, form: dict[str, Any]) -> str:
        answer = self.story.client.post(f"/assessmentview/{address}", data=form, follow_redirects=True)
        self.story.session.expire_all()
        assert answer.status_code in (200, 422), answer.text
        return self.story._said(answer.text)

    # What follows

    def propose(self, period: str = "") -> dict[tuple[str, str], str]:
        """{(kind, name): what is proposed} by the plan, for this period or the one named."""
        when = period or self.period
        self.story.accepted(
            "/results/propose", {"grid": self.story.grid(self.grid).id, "scheme": self.scheme, "period": when}
        )
        return {(each.kind, each_name(each)): each.text for each in self._proposals(when)}

    def refused_proposals(self) -> str:
        """What is said when nothing can be proposed."""
        form = {"grid": self.story.grid(self.grid).id, "scheme": self.scheme, "period": self.period}
        answer = self.story.client.post("/results/propose", data=form, follow_redirects=True)
        self.story.session.expire_all()
        return self.story._said(answer.text)

    def amounts(self) -> dict[str, Decimal]:
        """{name: yuan} of the bonus that is proposed."""
        shared = [each for each in self._proposals(self.period) if each.amount_cents is not None]
        return {each_name(each): Decimal(each.amount_cents or 0) / 100 for each in shared}

    def proposal(self, kind: str, name: str) -> Proposal:
        """One proposal about them."""
        rows = self.story.session.scalars(select(Proposal).where(Proposal.kind == kind))
        return next(each for each in rows if each_name(each) == name)

    def _proposals(self, period: str) -> list[Proposal]:
        return list(self.story.session.scalars(select(Proposal).where(Proposal.period == period).order_by(Proposal.id)))

    # Paper

    def page(self, name: str) -> str:
        """Their page, without white space."""
        return self.story.page(f"/assessmentview/show/{self.of(name).id}")

    def sheets(self, *names: str) -> str:
        """Their sheets as printed, without white space."""
        ids = [self.of(name).id for name in names]
        return flat(self.story._printed(services.order(self.story.session, PrintKind.ASSESSMENTS, rows=ids, by=CLERK)))

    def report(self) -> list[str]:
        """The pages of the report on the grid."""
        wish = Wish(self.story.grid(self.grid).id, options={"period": self.period})
        preview = KINDS[PrintKind.REPORTS].check(self.story.session, wish)
        return self.story._printed(services.place(self.story.session, preview, CLERK))

    def book(self) -> dict[str, list[list[Any]]]:
        """{sheet: rows} of the workbook that the office fetches."""
        asked = {"grid": self.story.grid(self.grid).id, "period": self.period}
        answer = self.story.client.get("/results/book", query_string=asked)
        assert answer.status_code == 200, answer.text
        made = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
        return {name: made.get_sheet_by_name(name).to_python() for name in made.sheet_names}

    def results(self) -> str:
        """The page of results, without white space."""
        return self.story.page(f"/results/?grid={self.story.grid(self.grid).id}&period={self.period}")


def each_name(proposal: Proposal) -> str:
    """Whom it is about."""
    return str(proposal.member.name if proposal.member else proposal.grid.name if proposal.grid else "")


def flat(pages: list[str]) -> str:
    """Pages as one text without white space."""
    return re.sub(r"\s", "", "".join(pages))


def line_of(rows: list[list[Any]], name: str) -> list[Any]:
    """The row of a sheet that names somebody."""
    return next(row for row in rows if name in row)
