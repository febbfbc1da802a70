"""The screen of outside platforms: what waits to be handed over, the file, and the answers, tried before they are taken in."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import current_app, flash, redirect, request, send_file, url_for
from flask_appbuilder import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from portal.exchange import passing
from portal.foundation import audit
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import BadParameter, Refusal
from portal.issues import handover, handover_file
from portal.issues.handover import Answer, Verdict
from portal.plans.current import profile_or_none
from seeds.sections.casework import OutsidePlatform

WRITERS = {"xlsx": handover_file.write_workbook, "jsonl": handover_file.write_lines}
SHOWN = 200


class HandoverView(BaseView):
    """Outside platforms (外部平台)."""

    route_base = "/handover"
    default_view = "index"
    class_permission_name = "HandoverView"

    @staticmethod
    def is_idle(session: Session) -> bool:
        """Not in the menu of a plan that names no platforms."""
        profile = profile_or_none(session)
        return profile is not None and not profile.casework.platforms

    @expose("/")
    @has_access
    @permission_name("use")
    def index(self) -> Any:
        """Every platform of the profile with its figures and what it has not answered yet."""
        session = db.session()
        found = [
            (each, handover.waiting_count(session, each), handover.handed(session, each))
            for each in handover.platforms(session)
        ]
        return self.render_template("issues/handover.html", title="外部平台", found=found, most=SHOWN)

    @expose("/<string:key>/export/<string:kind>", methods=["POST"])
    @has_access
    @permission_name("export")
    def export(self, key: str, kind: str) -> Response:
        """Hand over what waits; the file holds it first, then what was handed over before and is not answered yet."""
        session, write = db.session(), WRITERS.get(kind)
        platform = handover.platform_named(session, key)
        if write is None:
            raise BadParameter("只能导出表格（xlsx）或文本（jsonl）")
        again = handover.handed(session, platform)
        new = handover.hand_over(session, platform)
        file, found = io.BytesIO(), list(handover_file.rows(session, platform, new, again))
        write(file, platform, found)
        audit.record(
            session,
            audit.Deed.EXPORT,
            "issue_handover",
            None,
            f"交“{platform.name}”{len(new)} 件，另有已导出 {len(again)} 件",
        )
        session.commit()
        file.seek(0)
        answer: Response = send_file(
            file, as_attachment=True, download_name=f"{platform.name}交接单{now():%Y%m%d%H%M}.{kind}"
        )
        return answer

    @expose("/<string:key>/check", methods=["POST"])
    @has_access
    @permission_name("import")
    def check(self, key: str) -> Any:
        """Try the answers of a file: what would become of each row. Nothing is kept."""
        session = db.session()
        platform = handover.platform_named(session, key)
        answers, wrong = _read()
        verdicts = handover.receive(session, platform, answers)
        session.rollback()
        verdicts += [Verdict(row, number, "refused", sentence) for row, number, sentence in wrong]
        return self._told(key, sorted(verdicts, key=lambda each: each.row), _packed(key, answers))

    @expose("/<string:key>/receive", methods=["POST"])
    @has_access
    @permission_name("import")
    def receive(self, key: str) -> Any:
        """Take in the answers that were tried."""
        session = db.session()
        platform = handover.platform_named(session, key)
        verdicts = handover.receive(session, platform, _unpacked(key, request.form.get("answers", "")))
        stored = sum(each.kind == "stored" for each in verdicts)
        if stored:
            audit.record(session, audit.Deed.IMPORT, "issue_handover", None, f"“{platform.name}”的答复 {stored} 条")
        session.commit()
        flash(f"已导入 {stored} 条答复", "success")
        left = [each for each in verdicts if each.kind == "refused"]
        return self._told(key, left, "") if left else redirect(url_for("HandoverView.index"))

    def _told(self, key: str, verdicts: Sequence[Verdict], answers: str) -> Any:
        platform: OutsidePlatform = handover.platform_named(db.session(), key)
        counts = {kind: sum(each.kind == kind for each in verdicts) for kind in ("stored", "same", "refused")}
        return self.render_template(
            "issues/handover_check.html", title=f"{platform.name}的答复", platform=platform, verdicts=verdicts, counts=counts, answers=answers,
        )  # fmt: skip


def _read() -> tuple[list[Answer], list[tuple[int, str, str]]]:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refusal("请选择平台返回的文件", "file")
    with passing.nameless() as file:
        sent.save(file)
        sent.close()
        return handover_file.read_answers(db.session(), passing.path_of(file))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="handover")


def _packed(key: str, answers: Sequence[Answer]) -> str:
    """What was tried, for the page to send back as it is."""
    rows = [{**asdict(each), "answered_on": each.answered_on and each.answered_on.isoformat()} for each in answers]
    return _signer().dumps([key, rows]) if rows else ""


def _unpacked(key: str, text: str) -> list[Answer]:
    try:
        own, rows = _signer().loads(text)
    except BadSignature as error:
        raise BadParameter("页面内容不完整，请重新上传文件") from error
    if own != key:
        raise BadParameter("这是另一个平台的答复，请重新上传文件")
    return [Answer(**{**row, "answered_on": _day(row["answered_on"])}) for row in rows]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
