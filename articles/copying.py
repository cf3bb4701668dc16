"""Many new rows at once, by PostgreSQL's COPY: a third less work for both sides than INSERT.

Measured with texts of 366 words: Django and PostgreSQL spend longer on spelling out and parsing an
INSERT of two hundred rows than on all the rest of storing them but the search vector.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg.sql import SQL, Identifier

_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


def copy_in(rows: Sequence[Model]) -> None:
    """Store new rows of one model and give them their keys. Two queries.

    Raises what an INSERT would raise. Defaults and what fields do before they are saved are those
    of the objects; nothing is sent to receivers of Django's signals.
    """
    if not rows:
        return
    options = type(rows[0])._meta
    fields = options.concrete_fields
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [options.db_table, len(rows)])
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
        columns = [Identifier(str(field.column)) for field in fields]
        statement = SQL("COPY {} ({}) FROM STDIN").format(
            Identifier(options.db_table), SQL(", ").join(columns)
        )
        with connection.wrap_database_errors, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([_value(field, row) for field in fields])
    for row in rows:
        row._state.adding = False
        row._state.db = connection.alias


def _value(field: Any, row: Model) -> Any:
    if field.is_relation and field.is_cached(row):
        # What it points at may have got its key since it was set.
        related = field.get_cached_value(row)
        setattr(row, field.attname, related and related.pk)
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)
