"""Entering as a role."""

from __future__ import annotations

import pytest

from tests.fixtures.people import SignIn

Enter = SignIn


@pytest.fixture
def enter(sign_in: SignIn) -> Enter:
    """`enter("网格员")` -> a client with that role's session."""
    return sign_in
