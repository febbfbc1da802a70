"""Fixtures live by topic in tests/fixtures."""

pytest_plugins = [
    "tests.fixtures.application",
    "tests.fixtures.people",
    "tests.fixtures.services",
    "tests.fixtures.live",
    "tests.fixtures.visitors",
]
