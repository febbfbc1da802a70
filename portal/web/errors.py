"""From an exception to a page or a JSON answer a person can use."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, current_app, flash, jsonify, redirect, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from portal.foundation.constraints import refusal_for
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Refusal
from portal.foundation.once import Repeated

log = logging.getLogger("portal")

SENTENCES = {
    400: "请求的参数不对，请返回重试",
    401: "请先登录",
    403: "您没有查看这项内容的权限",
    404: "没有找到这项内容：可能已被删除，或不在您的管辖范围内",
    405: "不支持这种操作方式",
    413: "上传的内容太大，请控制在 16 MB 以内",
    429: "操作太频繁，请稍后再试",
}
FAULT = "系统出了差错，已记录下来。您填写的内容没有保存，请稍后再试或联系系统管理员"


def install(app: Flask) -> None:
    """Put the handlers on the application."""
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(SQLAlchemyError, _clash)
    app.register_error_handler(Exception, _fault)
    tokens = app.extensions["flask-jwt-extended"]
    tokens.unauthorized_loader(lambda _reason: _answer(401, SENTENCES[401]))
    for loader in (tokens.invalid_token_loader, tokens.expired_token_loader, tokens.user_lookup_error_loader):
        loader(lambda *_: _answer(401, "访问令牌无效或已过期，请重新登录"))


def _refusal(error: Refusal) -> Any:
    db.session.rollback()
    if isinstance(error, Repeated) and error.address and not _wants_json():
        flash(error.message, "warning")
        return redirect(error.address)
    return _answer(error.status, error.message)


def _http(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error.get_response()
    from flask_wtf.csrf import CSRFError

    if isinstance(error, CSRFError):
        return _answer(400, "页面停留过久，安全校验已失效，请返回刷新后再提交")
    sentence = SENTENCES.get(error.code, f"请求未能完成（{error.code}）")
    if error.code == 413 and request.max_content_length:
        sentence = f"上传的内容太大，请控制在 {request.max_content_length // 1024**2} MB 以内"
    return _answer(error.code, sentence)


def _clash(error: SQLAlchemyError) -> Any:
    """Two people at once are no fault of ours; all else that a database says unasked is."""
    refusal = refusal_for(error)
    return _refusal(refusal) if isinstance(refusal, Conflict) else _fault(error)


def _fault(error: Exception) -> Any:
    db.session.rollback()
    log.exception("%s %s", request.method, request.path)
    return _answer(500, FAULT)


def _answer(status: int, sentence: str) -> Response | tuple[str, int]:
    if _wants_json():
        response = jsonify(message=sentence)
        response.status_code = status
        return response
    appbuilder = current_app.extensions["appbuilder"]
    page = render_template(
        "portal/error.html",
        status=status,
        sentence=sentence,
        appbuilder=appbuilder,
        base_template=appbuilder.base_template,
    )
    return page, status


def _wants_json() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"
