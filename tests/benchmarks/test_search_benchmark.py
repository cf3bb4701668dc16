"""The benchmark of search: the same articles for everybody, honest counters, figures that come."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice, permutations
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from articles.models import Article
from benchmarks import _asked, _corpus, _load, _timing, search
from entities.models import Actor, ActorPair, ActorWeek, ActorYear, Coverage, Shelved

COUNT = 500


@pytest.fixture
def few_actors(monkeypatch: pytest.MonkeyPatch) -> None:
    """With fifty thousand, and twenty questions a class, the tests would take minutes."""
    monkeypatch.setattr(_asked, "EACH", 2)
    for cached in (_corpus._topics, _corpus._cumulated):
        cached.cache_clear()
    monkeypatch.setattr(_corpus, "ACTORS", 300)


@pytest.fixture
def loaded(few_actors: None, transactional_db: None, tmp_path: Path) -> Iterator[_load.Stamp]:
    stamp = _load.load(tmp_path, COUNT, processes=1)
    yield stamp
    for cached in (_corpus._topics, _corpus._cumulated):
        cached.cache_clear()


def test_an_article_is_the_same_in_a_small_and_in_a_large_archive() -> None:
    small = list(_corpus.articles(20))
    assert small == list(islice(_corpus.articles(1500), 20))
    assert [made.number for made in small] == list(range(1, 21))


def test_articles_are_as_long_and_have_as_many_actors_as_is_said() -> None:
    some = list(_corpus.articles(1000))
    words = sum(len(made.body.split()) for made in some) / len(some)
    actors = sum(len(made.actors) for made in some) / len(some)
    assert 320 < words < 410
    assert 6.5 < actors < 8.5
    assert len({made.body for made in some}) == len(some)


def test_words_that_are_drawn_name_nobody() -> None:
    assert not {"putin", "carter", "sadat", "israel"} & set(_corpus._words())


def test_every_actor_has_a_name_of_its_own() -> None:
    names = {_corpus.actor_name(number) for number in range(1, _corpus.ACTORS + 1)}
    assert len(names) == _corpus.ACTORS


def test_loaded_counters_are_those_that_the_articles_make(loaded: _load.Stamp) -> None:
    actors: Counter[int] = Counter()
    years: Counter[tuple[int, int]] = Counter()
    pairs: Counter[tuple[int, int]] = Counter()
    for article in Article.objects.all():
        actors.update(article.actor_ids)
        years.update((pk, article.published_at.year) for pk in article.actor_ids)
        pairs.update(permutations(article.actor_ids[:50], 2))
    assert dict(Actor.objects.public().values_list("pk", "article_count")) == actors
    kept = ActorYear.objects.values_list("actor", "year", "article_count")
    assert {(actor, year): n for actor, year, n in kept} == years
    company = ActorPair.objects.values_list("actor", "other", "article_count")
    assert {(actor, other): n for actor, other, n in company} == pairs
    weeks = ActorWeek.objects.values_list("article_count", flat=True)
    assert sum(weeks) == sum(Actor.objects.values_list("article_count", flat=True))
    for counter, field in ((Coverage, "held_count"), (Shelved, "article_count")):
        assert sum(counter.objects.values_list(field, flat=True)) == COUNT


def test_the_triggers_go_on_where_the_load_ended(loaded: _load.Stamp) -> None:
    article = Article.objects.exclude(actor_ids=[]).first()
    assert article
    before = Actor.objects.get(pk=article.actor_ids[0]).article_count
    Article.objects.filter(pk=article.pk).update(status="taken down")
    assert Actor.objects.get(pk=article.actor_ids[0]).article_count == before - 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger"
            " WHERE tgrelid = 'articles_article'::regclass AND tgenabled <> 'O'"
        )
        assert cursor.fetchone() == (0,)


def test_an_archive_is_loaded_once_and_a_stopped_load_goes_on(
    loaded: _load.Stamp, tmp_path: Path
) -> None:
    assert _load.load(tmp_path, COUNT, processes=1) == loaded
    (tmp_path / "load.json").unlink()
    more = _load.load(tmp_path, COUNT + 1000, processes=1)
    assert more.indexes == loaded.indexes
    assert Article.objects.count() == COUNT + 1000 - 500  # its first block counts as stored


def test_every_figure_comes(
    loaded: _load.Stamp, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = search.figures_of(tmp_path, COUNT, 1, asdict(loaded), web_s=0)
    assert {*search.MUST} - {"page 500, common word"} <= {*figures["classes"]}
    assert {"home", "common word, best match"} <= {*figures["pages"]}
    assert all(one["p50"] > 0 for one in _measured(figures))
    search._tell(figures)
    search._tell_growth(figures, figures)
    assert "| newest 20, common word |" in capsys.readouterr().out


def test_an_estimate_is_compared_with_the_truth(loaded: _load.Stamp) -> None:
    from articles.search import Limits
    from benchmarks import _classes, _ours

    archive = _ours.Archive()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_ours, "LIMITS", Limits(exact=10, sample=20))
        off = _classes.errors(archive, search._asked(COUNT))
    assert off["values"] > 10
    assert 0 < off["points, mean"] < off["points, greatest"] < 50


def test_processor_time_is_told_from_waiting() -> None:
    clock = _timing.process_clock()
    spent, waited = _timing.timed(lambda n: sum(range(n)), 300_000, clock)
    assert spent > 0
    assert waited > 0
    assert _timing.percentile([3, 1, 2], 50) == 2
    assert _timing.percentile([1, 2, 3], 95) == 3


def _measured(figures: dict[str, Any]) -> Iterator[dict[str, float]]:
    for engines in figures["classes"].values():
        yield from engines.values()
    yield from figures["pages"].values()
