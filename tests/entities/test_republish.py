"""The command that derives labels of older archives again, without extraction."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from articles.models import Article
from entities import review
from entities.management.commands import republish
from entities.models import Decision, ExtractionRun
from tests.factories import make_actor, make_article, make_interaction, make_mention, make_quote

pytestmark = pytest.mark.django_db


def make_told(text: str) -> Article:
    article = make_article(f"Ada met Bo. “It rains,” said Ada. {text}")
    ada, bo = make_actor(f"Envoy Ada {text}"), make_actor(f"Envoy Bo {text}")
    make_mention(article, "Ada", ada)
    make_mention(article, "Bo", bo)
    make_quote(article, "“It rains,”", ada, named="Ada")
    make_interaction(article, "met", bo, ada)
    return article


def labels() -> dict[int, list[str]]:
    return dict(Article.objects.order_by("pk").values_list("pk", "label_lexemes"))


def test_labels_of_an_older_archive_are_derived_again(
    editor: User, capsys: pytest.CaptureFixture[str]
) -> None:
    article = make_told("One.")
    review.confirm(article.tags.order_by("pk").first(), editor=editor)
    now = labels()
    assert sum(label.startswith(("@q", "@i")) for label in now[article.pk]) == 2
    assert "@partly" in now[article.pk]
    Article.objects.update(label_lexemes=["@extracted", "@tperson"])
    runs = ExtractionRun.objects.count()
    call_command("republish")
    assert labels() == now
    assert (ExtractionRun.objects.count(), Decision.objects.count()) == (runs, 1)
    assert capsys.readouterr().out == "1 article republished.\n"


def test_a_stopped_run_goes_on_where_it_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    articles = [make_told(f"{number}.") for number in range(3)]
    now = labels()
    Article.objects.update(label_lexemes=[])
    stop_at = articles[1].pk

    def stopped(article: Article) -> None:
        if article.pk == stop_at:
            raise KeyboardInterrupt
        publish(article)

    publish = republish.publish
    monkeypatch.setattr(republish, "publish", stopped)
    with pytest.raises(SystemExit):
        call_command("republish")
    after = capsys.readouterr().out.split()[-1]
    assert [bool(found) for found in labels().values()] == [True, False, False]
    monkeypatch.setattr(republish, "publish", publish)
    call_command("republish", after=int(after))
    assert labels() == now


def test_articles_that_were_never_read_are_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    make_article()
    call_command("republish")
    assert capsys.readouterr().out == "0 articles republished.\n"
