"""Many rows written in one statement, each with values of its own."""

import json
from collections.abc import Sequence
from typing import Any, cast

from django.db import connection, models


def update_rows(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of stored rows of one model, as the instances have them. One query.

    `bulk_update` says the same as a CASE for each value: of fifty articles that is half a second of
    building and reading expressions.
    """
    if not rows:
        return
    meta = rows[0]._meta
    fields = [cast("models.Field[Any, Any]", meta.get_field(name)) for name in names]
    columns = [connection.ops.quote_name(field.column or "") for field in fields]
    given = [
        {"id": row.pk, **{str(field.column): field.value_from_object(row) for field in fields}}
        for row in rows
    ]
    written = ", ".join(f"{column} = given.{column}" for column in columns)
    types = ", ".join(
        f"{column} {_type_of(field)}" for column, field in zip(columns, fields, strict=True)
    )
    table = connection.ops.quote_name(meta.db_table)
    statement = (
        f"UPDATE {table} AS stored SET {written}"  # noqa: S608 (names of our own models)
        f" FROM jsonb_to_recordset(%s) AS given(id bigint, {types}) WHERE stored.id = given.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(given, default=str)])


def _type_of(field: "models.Field[Any, Any]") -> str | None:
    """The type of the column, which for a key of another table is that of the other's."""
    return field.rel_db_type(connection) if field.is_relation else field.db_type(connection)
