"""Rules that hold in the database: no cycle in the tree, boundaries inside parents and beside siblings, real dates, append-only rows.

The tolerances are those of `geo.coverage` (a test compares them): a child may reach 5e-5 degrees (about 5 m) beyond its parent,
and siblings may share 1e-9 square degrees (about 10 m²).

A trigger of PostgreSQL sees only what others have committed, so the tree is changed by one transaction at a time; SQLite has
one writer anyway.
"""

from __future__ import annotations

import sqlalchemy as sa

SPILL = "5e-5"
OVERLAP = "1e-9"
TREE_LOCK = 7_201_001
"""The key of the advisory lock under which PostgreSQL changes the tree; any number that nothing else uses."""

DATES = {
    "grid": ("valid_from", "valid_to"), "member": ("birth_date",), "assignment": ("starts_on", "ends_on"),
    "resident": ("birth_date",), "visit": ("visited_on",), "issue": ("due_on",), "assessment": ("assessed_on",),
}  # fmt: skip
APPEND_ONLY = {"issue_event": "history.append_only", "audit_entry": "audit.append_only"}

_ABOVE = """WITH RECURSIVE above(id) AS (
  SELECT NEW.parent_id UNION SELECT g.parent_id FROM grid g JOIN above ON g.id = above.id WHERE g.parent_id IS NOT NULL
) SELECT 1 FROM above WHERE above.id = NEW.id"""
_LEVEL = """SELECT 1 FROM grid p JOIN grid_level lp ON lp.id = p.level_id JOIN grid_level l ON l.id = NEW.level_id
WHERE p.id = NEW.parent_id AND l.rank <= lp.rank"""
_LEVEL_BELOW = """SELECT 1 FROM grid c JOIN grid_level lc ON lc.id = c.level_id JOIN grid_level l ON l.id = NEW.level_id
WHERE c.parent_id = NEW.id AND lc.rank <= l.rank"""
_INVALID = "NEW.boundary IS NOT NULL AND (ST_IsEmpty(NEW.boundary) {is_true} OR NOT ST_IsValid(NEW.boundary) {is_true})"
_OUTSIDE = f"""SELECT 1 FROM grid p WHERE p.id = NEW.parent_id AND p.boundary IS NOT NULL AND NEW.boundary IS NOT NULL
AND NEW.status = 'active' AND NOT ST_Covers(ST_Buffer(p.boundary, {SPILL}), NEW.boundary)"""
_CHILD_OUTSIDE = f"""SELECT 1 FROM grid c WHERE c.parent_id = NEW.id AND c.boundary IS NOT NULL AND NEW.boundary IS NOT NULL
AND c.status = 'active' AND NOT ST_Covers(ST_Buffer(NEW.boundary, {SPILL}), c.boundary)"""
_OVERLAP = f"""SELECT 1 FROM grid s WHERE s.parent_id IS NOT DISTINCT FROM NEW.parent_id AND s.id <> NEW.id
AND s.boundary IS NOT NULL AND NEW.boundary IS NOT NULL AND s.status = 'active' AND NEW.status = 'active'
AND ST_Intersects(s.boundary, NEW.boundary) AND ST_Area(ST_Intersection(s.boundary, NEW.boundary)) > {OVERLAP}"""

_GRID_RULES = (
    ("grid.cycle", f"EXISTS ({_ABOVE})"),
    ("grid.level", f"EXISTS ({_LEVEL}) OR EXISTS ({_LEVEL_BELOW})"),
    ("grid.boundary_invalid", _INVALID),
    ("grid.outside_parent", f"EXISTS ({_OUTSIDE})"),
    ("grid.children_outside", f"EXISTS ({_CHILD_OUTSIDE})"),
    ("grid.overlaps_sibling", f"EXISTS ({_OVERLAP})"),
)
_GRID_COLUMNS = "parent_id, level_id, boundary, status"


def create_triggers(bind: sa.Connection) -> None:
    """Create all triggers for this database."""
    statements = _sqlite() if bind.dialect.name == "sqlite" else _postgres()
    for statement in statements:
        bind.exec_driver_sql(statement)


def drop_triggers(bind: sa.Connection) -> None:
    """Drop what outlives its table (PostgreSQL functions); SQLite drops triggers with their tables."""
    if bind.dialect.name != "sqlite":
        for name in ("grid_rules", "refuse_change"):
            bind.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def _sqlite() -> list[str]:
    made = []
    for rule, condition in _GRID_RULES:
        text = (
            condition.replace("IS NOT DISTINCT FROM", "IS")
            .replace("{is_true}", "= 1")
            .replace("NOT ST_IsValid", "1 - ST_IsValid")
        )
        for moment, verb in (("INSERT", "INSERT"), ("UPDATE", f"UPDATE OF {_GRID_COLUMNS}")):
            name = f"{rule.replace('.', '_')}_{moment.lower()}"
            made.append(_sqlite_refusal(name, f"AFTER {verb} ON grid", text, rule))
    for table, columns in DATES.items():
        bad = " OR ".join(f"(NEW.{c} IS NOT NULL AND date(NEW.{c}) IS NOT NEW.{c})" for c in columns)
        for moment in ("INSERT", "UPDATE"):
            made.append(
                _sqlite_refusal(f"{table}_dates_{moment.lower()}", f"BEFORE {moment} ON {table}", bad, "date.unreal")
            )
    for table, rule in APPEND_ONLY.items():
        for moment in ("UPDATE", "DELETE"):
            made.append(_sqlite_refusal(f"{table}_no_{moment.lower()}", f"BEFORE {moment} ON {table}", "1", rule))
    return made


def _sqlite_refusal(name: str, moment: str, condition: str, rule: str) -> str:
    return f"CREATE TRIGGER {name} {moment} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{rule}'); END"


def _postgres() -> list[str]:
    checks = "\n".join(
        f"IF {condition.replace('{is_true}', '')} THEN RAISE EXCEPTION '{rule}' USING ERRCODE = 'check_violation'; END IF;"
        for rule, condition in _GRID_RULES
    )
    made = [
        f"CREATE FUNCTION grid_rules() RETURNS trigger AS $$ BEGIN PERFORM pg_advisory_xact_lock({TREE_LOCK}); {checks} RETURN NEW; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER grid_rules AFTER INSERT OR UPDATE OF {_GRID_COLUMNS} ON grid FOR EACH ROW EXECUTE FUNCTION grid_rules()",
        "CREATE FUNCTION refuse_change() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '%%', TG_ARGV[0]"
        " USING ERRCODE = 'check_violation'; END $$ LANGUAGE plpgsql",
    ]
    for table, rule in APPEND_ONLY.items():
        made.append(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_change('{rule}')"
        )
    return made
