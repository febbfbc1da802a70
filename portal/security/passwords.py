"""Changing one's own password."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.views import SimpleFormView, expose
from flask_appbuilder.widgets import FormWidget
from markupsafe import Markup
from werkzeug.security import check_password_hash
from wtforms import Field, PasswordField, ValidationError, validators
from wtforms.widgets import PasswordInput

from portal.foundation import audit
from portal.foundation.database import apart, db
from portal.foundation.errors import Refusal
from portal.security import accounts, attempts, sessions
from portal.security.sign_in import LOCK_AFTER, LOCK_MINUTES, MAX_LENGTH, MIN_LENGTH, PASSWORD_DAYS, password_problem
from portal.web.writing import answer_with, show_refusal

RULE = f"至少 {MIN_LENGTH} 位，含小写字母、大写字母、数字、符号中的三种，不含用户名"

LOCKED = f"原密码连续输错 {LOCK_AFTER} 次，账号已锁定 {LOCK_MINUTES} 分钟，请稍后再试或联系安全管理员解锁"


class PasswordWidget(PasswordInput):
    """A password box; what was typed is never sent back."""

    def __init__(self, autocomplete: str) -> None:
        super().__init__(hide_value=True)
        self.autocomplete = autocomplete

    def __call__(self, field: Field, **kwargs: Any) -> Markup:
        """The element."""
        shape = {"class": "form-control", "autocomplete": self.autocomplete, "maxlength": MAX_LENGTH}
        element: Markup = super().__call__(field, **{**kwargs, **shape})
        return element


def password_fields(required: bool) -> dict[str, Field]:
    """A new password and the same again."""
    first = validators.InputRequired(message="请填写密码") if required else validators.Optional()
    again = validators.EqualTo("new_password", message="两次输入的密码不一样")
    widget = PasswordWidget("new-password")
    hint = RULE + ("" if required else "。留空则不修改")
    return {
        "new_password": PasswordField("新密码", [first, _strong], description=hint, widget=widget),
        "new_password_again": PasswordField("再输入一次", [again], widget=widget),
    }


def _strong(_form: Any, field: Field) -> None:
    problem = password_problem(field.data or "")
    if problem:
        raise ValidationError(problem)


def _mine(_form: Any, field: Field) -> None:
    """A wrong old password counts like a failed sign-in: who finds an open screen must not guess here instead."""
    if not attempts.may_try(db.session(), g.user.id):
        raise ValidationError(LOCKED)
    if len(field.data) > MAX_LENGTH or not check_password_hash(g.user.password, field.data):
        _count_failure(g.user.id, audit.person_name(g.user))
        raise ValidationError("原密码不对")


def _count_failure(user_id: int, name: str) -> None:
    db.session.rollback()  # the request's own transaction would hold the lock that the count needs
    with apart() as connection:
        attempts.failed(connection, user_id, f"{name}（修改密码）", actor=(user_id, name))


class PasswordForm(DynamicForm):
    """The old password and a new one, twice."""

    old_password = PasswordField(
        "原密码", [validators.InputRequired(message="请填写原密码"), _mine], widget=PasswordWidget("current-password")
    )
    new_password, new_password_again = password_fields(required=True).values()


class ResetMyPasswordView(SimpleFormView):
    """One's own password. All other sessions of the account end; this one goes on."""

    route_base = "/resetmypassword"
    form = PasswordForm
    form_title = "修改密码"
    form_template = "portal/form.html"
    edit_widget = FormWidget

    @expose("/form", methods=["GET"])
    @has_access
    def this_form_get(self) -> Any:
        """The empty form; says why when the change is due."""
        return self._page(self.form.refresh())

    @expose("/form", methods=["POST"])
    @has_access
    def this_form_post(self) -> Any:
        """Change it."""
        form = self.form.refresh()
        if not form.validate_on_submit() or not self._changed(form):
            answer_with(422)
            return self._page(form)
        flash("密码已修改，其他设备上的登录已失效", "success")
        return redirect("/")

    def _changed(self, form: Any) -> bool:
        user = self.appbuilder.sm.get_user_by_id(g.user.id)
        try:
            if form.new_password.data == form.old_password.data:
                raise Refusal("新密码不能与原密码相同", "new_password")
            accounts.change_password(db.session(), user, form.new_password.data)
            db.session.commit()
        except Refusal as refusal:
            db.session.rollback()
            show_refusal(form, refusal)
            return False
        sessions.begin(db.session(), user)
        return True

    def _page(self, form: Any) -> Any:
        self._init_vars()
        widgets = self._get_edit_widget(form=form)
        return self.render_template(
            self.form_template, title=self.form_title, widgets=widgets, appbuilder=self.appbuilder
        )


DUE = f"请先修改密码：初次登录、他人代设或超过 {PASSWORD_DAYS} 天的密码须修改后才能继续"
