"""Static files are kept by the browser until they change."""

from __future__ import annotations

import re

from flask import Flask


def test_addresses_carry_versions_and_answers_are_kept(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/login/").text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert addresses
    assert all("?v=" in address for address in addresses)
    answer = client.get(addresses[0].replace("&amp;", "&"))
    answer.close()
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]  # the answer may carry a session cookie
    unversioned = client.get(addresses[0].partition("?")[0])
    unversioned.close()
    assert "immutable" not in unversioned.headers.get("Cache-Control", "")
