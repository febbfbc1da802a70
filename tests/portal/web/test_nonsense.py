"""Nonsense at every resource, export and address is refused with a sentence on both databases; never a fault."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter

from portal import navigation
from portal.foundation.audit import AuditEntry, Deed
from portal.security import roles
from portal.web.exporting import ExportingView
from tests.fixtures.people import SignIn
from tests.portal.security.doors import view_named

PAGES = (
    "(page:-1)", "(page:-1,page_size:5)", "(page:1000001)", "(page:99999999999999999999)", "(page:9999999999,page_size:100)",
    "(page:1.5)", '{"page":1.0}', '{"p%61ge":-1}',
)  # fmt: skip
"""No page of a list; the last is one only to who decodes twice, as FAB does."""
OTHERS = (
    "((((", "(page_size:-5)", "(page_size:99999999999999999999)", "(page_size:1.5)", "(filters:x)", "(columns:!(zzz))",
    "(order_column:zzz,order_direction:asc)", "(keys:!(zzz))",
)  # fmt: skip
VALUES = ("x", "99999999999999999999", "\x00")
EXPORTED = {
    each.name: role.name for each in navigation.screens() if issubclass(each.view, ExportingView)
    for role in roles.ROLES if "can_export" in role.screens.get(each.name, ())
}  # fmt: skip
"""The lists that can be exported, each with a role that may."""
SHEETS = tuple(navigation.sheets())


def faults(client: FlaskClient, addresses: Iterator[str]) -> list[str]:
    """The addresses that are answered with a fault."""
    return [each for each in addresses if client.get(each).status_code >= 500]


def filters_of(view: Any) -> dict[str, list[str]]:
    """What a screen or resource is searched by: column -> the names of its filters."""
    with view.appbuilder.app.app_context():
        known = view.datamodel.get_filters(view.search_columns).get_search_filters()
    return {column: [each.arg_name for each in filters] for column, filters in known.items()}


@pytest.mark.parametrize("name", [api.__name__ for api in navigation.apis()])
def test_no_query_of_a_resource_is_a_fault(app: Flask, sign_in: SignIn, name: str) -> None:
    client, api = sign_in(roles.CENTRE), view_named(app, name)
    address = f"/api/v1/{api.resource_name}/"
    for page in PAGES:
        answer = client.get(address, query_string={"q": page})
        assert (answer.status_code, bool(answer.json["message"])) == (400, True), page
    told = ",".join(f"{column}:(page:-1)" for column in api.add_columns)
    assert not faults(client, (f"{address}_info?q={quote(each)}" for each in (f"(add_columns:({told}))", *OTHERS)))
    assert not faults(client, (f"{address}?q={quote(each)}" for each in OTHERS))
    values = ("!(1,2)", *(f"'{value}'" for value in VALUES))
    known = [(column, name) for column, names in filters_of(api).items() for name in names]
    asked = (f"(filters:!((col:{column},opr:{name},value:{value})))" for column, name in known for value in values)
    assert not faults(client, (f"{address}?q={quote(each)}" for each in asked))


@pytest.mark.parametrize("screen", EXPORTED)
def test_no_search_of_an_export_is_a_fault(app: Flask, sign_in: SignIn, screen: str) -> None:
    client, view = sign_in(EXPORTED[screen]), view_named(app, screen)
    known, address = filters_of(view), f"{view.route_base}/export"
    for query in ("_flt_0_zzz=x", *(f"_flt_{len(names)}_{column}=x" for column, names in known.items())):
        assert client.get(f"{address}?{query}").status_code == 400, query
    asked = (f"_flt_0_{column}={quote(value)}" for column in known for value in VALUES)
    assert not faults(client, (f"{address}?{query}" for query in asked))


@pytest.mark.parametrize("key", SHEETS)
def test_no_search_of_a_sheet_is_a_fault(app: Flask, sign_in: SignIn, key: str) -> None:
    view = view_named(app, navigation.sheets()[key].screen)
    answer = sign_in(roles.CENTRE).get(f"/importview/export/{key}?_flt_9_{view.search_columns[0]}=x")
    assert answer.status_code in {400, 403}


def test_half_a_text_in_an_address_is_refused_and_the_attempt_is_kept(
    app: Flask, sign_in: SignIn, session: Session
) -> None:
    """A NUL, which PostgreSQL takes in no text."""
    client = sign_in(roles.MEMBER)
    refused = select(func.count(AuditEntry.id)).where(AuditEntry.deed == Deed.REFUSED)
    before = session.scalar(refused) or 0
    assert client.get("/printview/download/%00").status_code == 403
    session.expire_all()
    assert (session.scalar(refused) or 0) == before + 1
    assert (
        session.scalars(select(AuditEntry.label).order_by(AuditEntry.id.desc())).first() == "GET /printview/download/�"
    )


@pytest.mark.parametrize("role", [roles.CENTRE, roles.MEMBER])
def test_no_address_with_a_nul_is_a_fault(app: Flask, sign_in: SignIn, role: str) -> None:
    client = sign_in(role)
    rules = [rule for rule in app.url_map.iter_rules() if rule.arguments and "GET" in (rule.methods or ())]
    addresses = []
    for rule in rules:
        texts = {name: "\x00" for name, each in rule._converters.items() if not isinstance(each, IntegerConverter)}
        values = {name: texts.get(name, 1) for name in rule.arguments}
        if texts:
            addresses.append(app.url_map.bind("localhost").build(rule.endpoint, values, method="GET"))
    assert len(addresses) > 20
    assert not faults(client, iter(addresses))
