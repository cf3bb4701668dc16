"""Many rows written in one statement, each with values of its own."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def update_rows(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Write these columns of stored rows of one model, as the instances have them. One query.

    `bulk_update` says the same as a CASE for each value: of fifty articles that is half a second of
    building and reading expressions.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = {field.column: field for field in meta.concrete_fields}
    quoted = {name: connection.ops.quote_name(name) for name in columns}
    types = {name: _type_of(fields[name]) for name in columns}
    table = connection.ops.quote_name(meta.db_table)
    given = [
        {"id": row.pk, **{name: fields[name].value_from_object(row) for name in columns}}
        for row in rows
    ]
    written = ", ".join(f"{one} = given.{one}" for one in quoted.values())
    typed = ", ".join(f"{one} {types[name]}" for name, one in quoted.items())
    statement = (
        f"UPDATE {table} AS stored SET {written}"  # noqa: S608 (names of our own models)
        f" FROM jsonb_to_recordset(%s) AS given(id bigint, {typed}) WHERE stored.id = given.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(given, default=str)])


def _type_of(field: "models.Field[Any, Any]") -> str | None:
    """The type of the column, which for a key of another table is that of the other's."""
    return field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
