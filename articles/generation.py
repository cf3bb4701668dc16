"""A number for the state that readers see: another number, another state.

Triggers count every statement that changes what a public page may show, in the transaction that
changes it. `current` reads the count as one's snapshot sees it, so that it moves at the instant at
which the change can be seen, never before (decision 15). A page that was made after the number was
read may be kept under that number, and is not stale for anybody who reads the same number later.

Read it from the database that the page is read from, and before the page.
"""

from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest

_SEEN = "_newsroom_generation"
_CURRENT = "SELECT coalesce(sum(changes), 0)::bigint FROM articles_generation"


def current(using: str = DEFAULT_DB_ALIAS) -> int:
    """Return the number of the state that can be seen now. One query, a few microseconds."""
    with connections[using].cursor() as cursor:
        cursor.execute(_CURRENT)
        (number,) = cursor.fetchone()
    return int(number)


def seen_by(request: HttpRequest) -> int:
    """Return the number that this request goes by, read when it is first asked for."""
    if not hasattr(request, _SEEN):
        setattr(request, _SEEN, current())
    number: int = getattr(request, _SEEN)
    return number


def number_changes(*tables: str) -> str:
    """Return the SQL, for a migration, that counts changes of these tables from now on."""
    return "".join(
        f"CREATE TRIGGER {table}_number_{event} AFTER {event} ON {table} "
        f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT "
        "EXECUTE FUNCTION articles_number_change();\n"
        for table in tables
        for event, rows in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD"))
    )


def leave_changes(*tables: str) -> str:
    """Return the SQL that takes `number_changes` back."""
    return "".join(
        f"DROP TRIGGER {table}_number_{event} ON {table};\n"
        for table in tables
        for event in ("insert", "update", "delete")
    )
