"""Reading and writing sheets needs no application."""

import pytest


@pytest.fixture(autouse=True)
def own_files() -> None:
    """Nothing to keep: overrides the application's folder for the tests of this one."""
