"""Tables, columns and verbs in the words of the screens, for the pages of roles and of the audit trail."""

from __future__ import annotations

from typing import Any

from flask import current_app

from portal.issues.rules import Action
from portal.security.roles import Role
from portal.security.trail_words import CHOICES, COLUMNS, TABLES
from portal.web.custom import custom_of

VERBS = {
    "can_list": "列表", "can_show": "查看", "can_add": "新增", "can_edit": "修改", "can_delete": "删除", "can_use": "使用",
    "can_export": "导出", "can_import": "导入", "can_link": "关联账号", "can_appoint": "安排中心的职责", "can_plant": "按方案建立网格",
    "can_revoke": "作废并换新码", "can_open": "开展活动", "can_close": "结束活动", "can_pair": "安排走访人", "can_choose": "选定走访对象",
    "can_write": "编写", "can_decide": "审批", "can_draw": "随机抽取", "can_tick": "登记送达", "can_check": "登记核实结果", "can_reveal": "查看敏感名单",
    "can_judge": "评分", "can_recount": "用数据分覆盖人工分", "can_speak": "表示意见和申诉", "can_answer": "答复申诉和更正", "can_sign": "签字",
    "can_propose": "按结果提出建议",
    "can_record": "记录重点任务",
    "can_this_form_get": "打开", "can_this_form_post": "提交", "can_get": "打开", "reveal": "查看敏感信息",
    **dict(Action.options()), "decide_extension": "审批延期",
}  # fmt: skip


def screens() -> list[Any]:
    """The screens of the menu table; imported late, for it imports all views."""
    from portal import navigation

    return list(navigation.screens())


def rights(role: Role) -> list[tuple[str, list[str]]]:
    """(label of the screen, labels of the verbs) in menu order, for a person to read."""
    labels = {screen.name: screen.label for screen in screens()}
    order = {name: place for place, name in enumerate(labels)}
    names = sorted((name for name in role.screens if name in labels), key=lambda name: order[name])
    return [(labels[name], [verb_label(name, verb) for verb in sorted(role.screens[name])]) for name in names]


def verb_label(screen: str, verb: str) -> str:
    """The label of a verb; that of an action is its button's."""
    if verb in VERBS:
        return VERBS[verb]
    view = next(
        (view for view in current_app.extensions["appbuilder"].baseviews if type(view).__name__ == screen), None
    )
    found = getattr(view, "actions", {}).get(verb)
    return str(found.text) if found else verb


def subjects() -> list[tuple[str, str]]:
    """(table, label) of everything the audit trail may tell of."""
    own = {
        screen.view.datamodel.obj.__tablename__: screen.label
        for screen in reversed(screens())
        if _has_table(screen.view)
    }
    return list({**own, **TABLES}.items())


def subject_label(table: str) -> str:
    """The label of a table."""
    return dict(subjects()).get(table, table)


def column_label(table: str, column: str) -> str:
    """The label of a column: what no screen lists has one here, all else is called as on its screen."""
    if column in COLUMNS.get(table, {}):
        return COLUMNS[table][column]
    for screen in screens():
        if _has_table(screen.view) and screen.view.datamodel.obj.__tablename__ == table:
            field = custom_of(screen.view.datamodel.obj).named(column)
            label = field.name if field else (screen.view.label_columns or {}).get(column)
            if label:
                return str(label)
    return column


def value_label(table: str, column: str, value: Any) -> str:
    """A recorded value as a person reads it; keys by their label."""
    if value is None or value == "":
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (dict, list)):
        return "（略）" if value else "空"
    choices: Any = CHOICES.get(table, {}).get(column)
    for screen in screens():
        if _has_table(screen.view) and screen.view.datamodel.obj.__tablename__ == table:
            choices = getattr(screen.view, "choices", {}).get(column, choices)
    if choices is not None and value in dict(choices.options(retired=True)):
        return str(choices.label_of(value))
    return str(value)


def _has_table(view: Any) -> bool:
    return getattr(view, "datamodel", None) is not None
