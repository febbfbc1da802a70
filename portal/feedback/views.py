"""The pages that a code on paper opens: no account, no name, no script. Whoever has no code sees how far a receipt is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import current_app, make_response, redirect, request, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.views import expose
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal.feedback import photos, progress, rules, services, telling
from portal.feedback.models import ContactCode, ResidentReport
from portal.feedback.office import offered, office_for
from portal.feedback.stamps import new_stamp, read_stamp
from portal.foundation.audit import address_now
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Refusal, each_of, refuse, refuse_all
from portal.foundation.identity import phone_problem
from portal.grids.models import Grid
from portal.issues.files import Upload
from portal.security.scope import Scope, set_scope
from portal.visits.rules import Satisfaction
from portal.web.reading import begin_writing, reading
from portal.web.text import cleaned

UNKNOWN = "这个二维码已经不用了，或者网址不完整。请扫最近收到的信或者卡片上的码。"
NO_RECEIPT = "没有找到这个编号，请对一对再查。"
NOT_SENT = "没有提交成功。请等几秒，再点一次“提交”，或者打电话告诉我们。"
_grid = Grid.__table__
_FIELDS = ("category", "text", "contact_name", "phone")
_SHOWN = (*_FIELDS, "photos")


class ResidentDoor(BaseView):
    """`/r/<token>`: tell; `/r/<token>/<receipt>`: progress and rating; `/r/`: how far a receipt is."""

    route_base = "/r"
    default_view = "lookup"
    class_permission_name = "ResidentDoor"

    @expose("/")
    def lookup(self) -> Any:
        """The state of a receipt, and no more."""
        typed, word, sentence, number = request.args.get("n", "")[:40], "", "", ""
        if typed:
            receipt = rules.receipt_of(typed)
            report = progress.find_report(db.session(), receipt) if receipt else None
            word = progress.state_word(db.session(), report) if report else ""
            sentence = "" if report else NO_RECEIPT
            number = rules.shown_receipt(report.receipt) if report else ""
        status = 404 if sentence else 200
        if "n" in request.args and not typed.strip():
            status, sentence = 422, "请填写编号"
        return self._page("lookup.html", status, "查进度", typed=typed, number=number, word=word, sentence=sentence)

    @expose("/<string:token>", methods=["GET", "POST"])
    @reading
    def page(self, token: str) -> Any:
        """The form for telling of something; sending it."""
        code = self._code(token)
        if code is None:
            return self._unknown()
        if request.method == "POST":
            return self._sent(code)
        if "n" in request.args:
            typed = request.args["n"].strip()[:40]
            door = (
                url_for("ResidentDoor.told", token=token, receipt=typed)
                if typed
                else url_for("ResidentDoor.lookup", n="")
            )
            return redirect(door)
        return self._form(code, new_stamp(_secret(), code.id, now()))

    @expose("/<string:token>/<string:receipt>", methods=["GET", "POST"])
    def told(self, token: str, receipt: str) -> Any:
        """How far it is and what was answered; rating the answer."""
        code, number = self._code(token), rules.receipt_of(receipt)
        if code is None:
            return self._unknown()
        report = progress.find_report(db.session(), number, code) if number else None
        if report is None:
            return self._notice(404, NO_RECEIPT, code)
        unsure = _unsure() and progress.progress_of(db.session(), report).may_rate
        problem = self._rated(report) if request.method == "POST" and not unsure else None
        if request.method == "POST" and problem is None and not unsure:
            return redirect(url_for("ResidentDoor.told", token=token, receipt=report.receipt))
        shown = progress.progress_of(db.session(), report)
        return self._page(
            "progress.html", 422 if problem else 200, "办理进度", code=code, shown=shown, ratings=list(Satisfaction),
            problem=problem, unsure=unsure, number=rules.shown_receipt(report.receipt), heading=rules.HEADINGS[shown.word],
            steps=(rules.RECEIVED, rules.WORKING, rules.ANSWERED, rules.CLOSED),
        )  # fmt: skip

    def _code(self, token: str) -> ContactCode | None:
        """The code, and from here on the scope of its household's grid."""
        code = services.page_for(db.session(), token) if re.fullmatch(r"[\w-]{1,32}", token) else None
        if code is not None:
            set_scope(db.session(), Scope((code.household.grid.path,)))
        return code

    # Telling

    def _form(self, code: ContactCode, stamp: str, problem: Refusal | None = None) -> Response:
        said = {name: request.form.get(name, "") for name in _FIELDS}
        problems = each_of(problem) if problem else ()
        return self._page(
            "tell.html", problem.status if problem else 200, "反映情况", code=code, stamp=stamp, said=said,
            at_fields=[(each.field, each.message) for each in problems if each.field in _SHOWN],
            above=[each.message for each in problems if each.field not in _SHOWN],
            had_photos=any(file.filename for file in request.files.getlist("photos")),
            categories=offered(db.session(), code.household.grid), rules=rules,
        )  # fmt: skip

    def _sent(self, code: ContactCode) -> Any:
        token, sent = code.token, request.form.get("stamp", "")
        stamp = read_stamp(_secret(), code.id, sent)
        if stamp is None:
            return self._form(code, new_stamp(_secret(), code.id, now()), Refusal(NOT_SENT))
        if request.form.get("homepage") or (now() - stamp.opened).total_seconds() < rules.LEAST_SECONDS:
            return self._form(code, sent, Refusal(NOT_SENT))
        try:
            pictures: list[Upload] = []
            refuse_all(lambda: _told(code, stamp.uid), lambda: pictures.extend(photos.prepared(_photos())))
            begin_writing()
            return redirect(
                url_for("ResidentDoor.told", token=token, receipt=self._written(token, stamp.uid, pictures))
            )
        except telling.TooMuch as full:
            db.session.rollback()
            return self._notice(full.status, full.message, self._code(token))
        except Refusal as refusal:
            db.session.rollback()
            again = self._code(token)
            return self._form(again, sent, refusal) if again else self._unknown()

    def _written(self, token: str, uid: str, pictures: Sequence[Upload]) -> str:
        """The receipt of what was sent; the photos go with it, or nothing is kept."""
        session, code = db.session(), self._code(token)
        if code is None:
            raise Refusal(UNKNOWN)
        told = _told(code, uid)
        if (before := telling.sent_before(session, code, uid)) is not None:
            return before.receipt
        report = telling.tell(session, code, told)
        photos.keep(session, report.issue, pictures)
        receipt = report.receipt
        session.commit()
        return receipt

    # Rating

    def _rated(self, report: ResidentReport) -> str | None:
        """What is wrong with a rating, or nothing once it is written."""
        session = db.session()
        path = session.execute(select(_grid.c.path).where(_grid.c.id == report.issue.grid_id)).scalar_one()
        set_scope(session, Scope((path,)))  # the household may have moved to another grid since
        try:
            remark = cleaned("remark", request.form.get("remark", "")) or ""
            progress.rate(session, report, request.form.get("rating"), remark)
            session.commit()
        except Refusal as refusal:
            session.rollback()
            return refusal.message
        return None

    # Pages

    def _unknown(self) -> Response:
        return self._notice(404, UNKNOWN, None)

    def _notice(self, status: int, sentence: str, code: ContactCode | None) -> Response:
        return self._page("notice.html", status, "提示", code=code, sentence=sentence)

    def _page(self, template: str, status: int, title: str, code: ContactCode | None = None, **values: Any) -> Response:
        office = office_for(db.session(), code.household.grid if code else None)
        page = self.render_template(f"feedback/{template}", title=title, office=office, code=code, **values)
        response: Response = make_response(page, status)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = "no-store"
        return response


def _told(code: ContactCode, uid: str) -> telling.Told:
    """What the form says, from what was sent. Raises `Refusals` for everything that is missing or cannot stand."""
    chosen = request.form.get("category", "")
    category = next((each for each in offered(db.session(), code.household.grid) if str(each.id) == chosen), None)
    words = {name: cleaned(name, request.form.get(name, "").replace("\r\n", "\n")) or "" for name in _FIELDS[1:]}
    refuse(
        ("请选一选是哪方面的事", "category") if category is None else None,
        _at("text", rules.text_problem(words["text"])),
        ("姓名太长，请缩短", "contact_name") if len(words["contact_name"]) > 64 else None,
        _at("phone", phone_problem(words["phone"]) if words["phone"] else None),
    )
    assert category is not None  # refused above
    return telling.Told(uid, category, address=address_now() or "", **words)


def _unsure() -> bool:
    """Whether 不满意 was tapped without a word: one tap on a phone is easily the wrong one, and is asked about once."""
    said = request.form.get("remark", "").strip() or "sure" in request.form
    return request.form.get("rating") == Satisfaction.DISSATISFIED and not said


def _at(field: str, problem: str | None) -> tuple[str, str] | None:
    return (problem, field) if problem else None


def _photos() -> list[bytes]:
    """What was sent as photos; of what is too large only as much as shows that it is."""
    found = []
    for file in request.files.getlist("photos"):
        found.append(file.read(rules.PHOTO_BYTES + 1))
        file.close()
    return found


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
