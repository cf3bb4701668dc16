"""The migrations say what the models say, and can be taken back."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles.models import Article
from entities import coverage, review
from entities.coverage import Counts
from entities.models import ArticleReview, Quote, Rule
from tests.factories import (
    make_actor,
    make_article,
    make_interaction,
    make_quote,
    make_tag,
    make_user,
)


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_migrations_of_our_own_sql_go_back_and_forth() -> None:
    try:
        MigrationExecutor(connection).migrate(
            [("entities", "0001_initial"), ("articles", "0001_initial")]
        )
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.django_db(transaction=True)
def test_what_an_archive_held_before_it_kept_coverage_is_counted() -> None:
    make_article("Nobody spoke.", published_at=None)
    tag = make_tag(make_article(), "Tolvan")
    make_article("Secret.")
    Article.objects.filter(body="Secret.").update(status="taken down")
    try:
        MigrationExecutor(connection).migrate([("entities", "0003_actor_order")])
        Article.objects.filter(pk=tag.article_id).update(label_lexemes=["@tperson"])
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    tag.article.refresh_from_db()
    assert tag.article.label_lexemes == ["@extracted", "@tperson"]
    assert coverage.totals() == Counts(2, 1, 0)
    assert coverage.of_all_by_month()[coverage.UNDATED] == Counts(1)


@pytest.mark.django_db(transaction=True)
def test_rules_keep_what_they_were_when_their_state_becomes_one_word() -> None:
    editor = make_user("editor")
    waits, in_force, withdrawn = (
        review.stop(words, editor=editor) for words in ("Halden", "Orme", "Valley")
    )
    for rule in (in_force, withdrawn):
        review.put_in_force(rule, editor=editor)
    review.withdraw(withdrawn, editor=editor)
    try:
        MigrationExecutor(connection).migrate([("entities", "0021_rules")])
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    states = [Rule.objects.get(pk=rule.pk).state for rule in (waits, in_force, withdrawn)]
    assert states == ["waits", "in force", "withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_what_an_archive_told_before_is_counted_and_waits() -> None:
    tag = make_tag(make_article("Tolvan met Reijo. “No,” said Tolvan."), "Tolvan")
    other = make_tag(tag.article, "Reijo", make_actor("Reijo"))
    make_interaction(tag.article, "met", tag.actor, other.actor)
    make_quote(tag.article, "“No,”")
    make_quote(tag.article, "said Tolvan", step="lost")
    Quote.objects.filter(step="lost").update(orphaned=True)
    try:
        MigrationExecutor(connection).migrate([("entities", "0024_counted_at_once")])
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE entities_articlereview SET suggested_count = 0, open_since = NULL"
            )
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    review = ArticleReview.objects.open().get()
    assert (review.told_count, review.suggested_count) == (2, 0)
    assert review.open_since
