"""The command that asks for articles to be extracted again (with workers: test_worker.py)."""

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entities.models import ExtractionRun
from tests.factories import make_article

State = ExtractionRun.State

pytestmark = pytest.mark.django_db


def open_runs() -> list[int]:
    runs = ExtractionRun.objects.filter(state=State.PENDING)
    return list(runs.order_by("article").values_list("article", flat=True))


def test_named_articles_wait_again(capsys: pytest.CaptureFixture[str]) -> None:
    first, _second, third = make_article(), make_article(), make_article()
    ExtractionRun.objects.update(state=State.DONE)
    call_command("reextract", str(first.pk), str(third.pk))
    assert open_runs() == [first.pk, third.pk]
    assert capsys.readouterr().out == "2 articles wait to be extracted again.\n"


def test_all_articles_wait_again_in_their_current_text(capsys: pytest.CaptureFixture[str]) -> None:
    make_article(guid="1")
    make_article("Tolvan left Halden.", guid="1")
    ExtractionRun.objects.update(state=State.DONE)
    call_command("reextract", "--all")
    assert ExtractionRun.objects.get(state=State.PENDING).version.number == 2
    assert capsys.readouterr().out == "1 article waits to be extracted again.\n"


def test_unknown_article_is_named_and_nothing_is_asked_for() -> None:
    article = make_article()
    ExtractionRun.objects.update(state=State.DONE)
    with pytest.raises(CommandError, match=f"There is no article {article.pk + 1}"):
        call_command("reextract", str(article.pk), str(article.pk + 1))
    assert not open_runs()


@pytest.mark.parametrize("words", [[], ["--all", "1"]])
def test_either_articles_or_all_must_be_named(words: list[str]) -> None:
    with pytest.raises(CommandError, match="Name articles by their numbers, or say --all"):
        call_command("reextract", *words)


def test_waiting_without_a_worker_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    make_article()
    current_app.control.purge()
    with pytest.raises(CommandError, match="No worker answers"):
        call_command("reextract", "--all", "--wait")


def test_no_text_is_loaded() -> None:
    make_article()
    with CaptureQueriesContext(connection) as queries:
        call_command("reextract", "--all")
    assert any('"articles_article' in query["sql"] for query in queries)
    assert not any('"body"' in query["sql"] for query in queries)
