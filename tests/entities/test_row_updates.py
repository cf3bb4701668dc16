"""Rows written in one statement are as their instances are, whatever the types of the columns."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entities.models import Interaction
from entities.row_updates import update_rows
from tests.factories import make_article, make_interaction, make_tag

pytestmark = pytest.mark.django_db

NAMES = ["start", "evidence", "orphaned", "on", "sort_at", "target_id", "by"]


def test_every_type_of_column_is_written_and_other_columns_and_rows_are_left() -> None:
    tag = make_tag(make_article("Tolvan met Reijo. Tolvan warned Reijo."), "Tolvan")
    other = make_tag(tag.article, "Reijo")
    row = make_interaction(tag.article, "met", tag.actor, other.actor)
    untouched = make_interaction(tag.article, "warned", tag.actor, other.actor)
    before = Interaction.objects.filter(pk=untouched.pk).values().get()
    phrase = row.phrase
    row.start, row.evidence, row.orphaned = 3, {"rule": "it’s “so”\n"}, True
    row.on, row.target, row.by = datetime.date(2020, 12, 29), None, tag.actor
    row.sort_at = datetime.datetime(2020, 1, 2, 3, 4, 5, 678901, tzinfo=datetime.UTC)
    row.phrase = "not written"
    update_rows([row], NAMES)
    stored = Interaction.objects.get(pk=row.pk)
    assert [getattr(stored, name) for name in NAMES] == [getattr(row, name) for name in NAMES]
    assert stored.phrase == phrase
    assert Interaction.objects.filter(pk=untouched.pk).values().get() == before


def test_no_rows_are_no_query() -> None:
    with CaptureQueriesContext(connection) as queries:
        update_rows([], NAMES)
    assert len(queries) == 0
