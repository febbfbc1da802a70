"""The page that links a member's record with a sign-in account: from then on the account sees the member's grids."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.views import expose
from wtforms import SelectField

from portal.foundation.audit import person_name
from portal.foundation.database import db
from portal.foundation.errors import Refusal
from portal.members.linking import link_account, linkable_accounts
from portal.members.models import Member
from portal.web.parameters import identity
from portal.web.plain_fields import SelectWidget
from portal.web.views import show_refusal


class _AccountForm(DynamicForm):
    user = SelectField(
        "登录账号",
        widget=SelectWidget(),
        description="只列出启用的、还没有关联的业务账号。账号由系统管理员建立，角色由安全管理员授予",
    )


class AccountPages:
    """The part of the screen of members that links accounts, for those who hold `can_link`."""

    appbuilder: Any
    datamodel: Any
    _base_filters: Any
    render_template: Any

    @expose("/account/<string:pk>", methods=["GET", "POST"])
    @has_access
    @permission_name("link")
    def account(self, pk: str) -> Any:
        """Show which account a member signs in with, or change it."""
        member: Member = self.datamodel.get(identity(pk), self._base_filters) or abort(404)
        accounts = linkable_accounts(db.session(), member)
        form = _AccountForm()
        form.user.choices = [
            ("", "不关联账号"),
            *((str(each.id), f"{person_name(each)}（{each.username}）") for each in accounts),
        ]
        if not form.is_submitted():
            form.user.data = str(member.user_id or "")
        elif form.validate() and _linked(form, member):
            flash("已保存", "success")
            return redirect(url_for("MemberView.show", pk=member.id))
        page = self.render_template("members/account.html", form=form, member=member, title="关联登录账号")
        return page, 422 if form.is_submitted() else 200


def _linked(form: _AccountForm, member: Member) -> bool:
    try:
        link_account(db.session(), member, int(form.user.data) if form.user.data else None)
        db.session.commit()
    except Refusal as refusal:
        db.session.rollback()
        show_refusal(form, refusal)
        return False
    return True
