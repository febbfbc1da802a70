"""Fixtures live by topic in tests/fixtures."""

from hypothesis import settings

pytest_plugins = [
    "tests.fixtures.application",
    "tests.fixtures.emptied",
    "tests.fixtures.people",
    "tests.fixtures.services",
    "tests.fixtures.live",
    "tests.fixtures.visitors",
    "tests.fixtures.handover",
    "tests.fixtures.restarting",
]

# Speed belongs in bench/: on a busy machine an example may take its time.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")
