"""The sign-in page and the way out."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, request
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.forms import LoginForm_db
from flask_appbuilder.security.views import AuthDBView
from flask_appbuilder.utils.base import get_safe_redirect
from flask_appbuilder.views import expose
from flask_login import current_user

from portal.foundation.database import db
from portal.security import sessions
from portal.security.sign_in import LOCK_AFTER, LOCK_MINUTES

REFUSED = f"未能登录：用户名或密码不对，或账号已停用、已锁定（连续输错 {LOCK_AFTER} 次锁定 {LOCK_MINUTES} 分钟）"
"""One sentence for every reason: it is true of all and tells nobody which accounts there are."""


class SignInView(AuthDBView):
    """Signing in and out. A refusal is a 401, which the limiter counts."""

    title = "登录"

    @expose("/login/", methods=["GET", "POST"])
    @no_cache
    def login(self) -> Any:
        """Ask for name and password; then a new session, and the page that was asked for or home."""
        wanted = get_safe_redirect(request.args.get("next", ""))
        if current_user.is_authenticated:
            return redirect(wanted)
        form = LoginForm_db()
        if not form.validate_on_submit():
            return self._page(form), 200
        user = self.appbuilder.sm.auth_user_db(form.username.data, form.password.data)
        if user is None:
            flash(REFUSED, "danger")
            return self._page(form), 401
        sessions.begin(db.session(), user)
        return redirect(wanted)

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Any:
        """End the sessions of this account; by POST only, so that no link can do it. The browser forgets what pages kept in it."""
        if current_user.is_authenticated:
            self.appbuilder.sm.on_user_logout(self.appbuilder.sm.get_user_by_id(current_user.id))
        sessions.end_here()
        flash("您已退出登录", "success")
        answer = redirect(self.appbuilder.get_url_for_login)
        answer.headers["Clear-Site-Data"] = '"storage"'
        return answer

    def _page(self, form: Any) -> Any:
        return self.render_template(
            self.login_template, title=self.title, form=form, appbuilder=current_app.extensions["appbuilder"]
        )
