"""Statements in, rows out; and how many rows the planner expects of one."""

import json
from typing import Any

from django.db import connection
from psycopg.sql import SQL, Composable


def fetch(statement: Composable) -> list[Any]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[Any] = cursor.fetchall()
    return rows


def expected(statement: Composable) -> int:
    """How many rows the planner expects: half a millisecond, whatever the statement would take."""
    ((plan,),) = fetch(SQL("EXPLAIN (FORMAT JSON) {}").format(statement))
    plans = json.loads(plan) if isinstance(plan, str) else plan
    return int(plans[0]["Plan"]["Plan Rows"])
