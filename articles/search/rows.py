"""Statements in, rows out."""

from typing import Any

from django.db import connection
from psycopg.sql import Composable


def fetch(statement: Composable) -> list[Any]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[Any] = cursor.fetchall()
    return rows
