"""Seconds for one decision in 5,000 articles, and for its undo, while an editor works beside it.

Makes N articles (20,000; N=… in the environment for another number) of some 380 words, each with a
dozen mentions, eight suggested tags, two quotes and an interaction; a quarter of them tag the same
words as one actor. An editor decides on that tag in one article, and the same is decided in all
others by as many worker processes as the archive calls, and by one: confirm, undo, reject, undo,
relink. Meanwhile this process is an editor who confirms tags of other articles in the workspace, as
fast as it can: told is how long each page took to come back, with the bulk decision and without.
The processor time is that of the workers and their database connections, and holds on a machine
that has other work to do.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import _corpus
from benchmarks._timing import percentile, process_clock

ROOT = Path(__file__).resolve().parent.parent
WORDS = "Quenbrook"
BATCH = 250
MOST = 5000


def main() -> None:
    count = int(os.environ.get("N", "20000"))
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        Path(folder).chmod(0o755)  # root's PostgreSQL runs as another user
        os.environ["NEWSROOM_DATA"] = str(Path(folder) / "data")
        from newsroom.services import running

        with running(Path(folder) / "data"):
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            subprocess.run(migrate, cwd=ROOT, check=True)
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
            import django

            django.setup()
            make_archive(count)
            measure()


def measure() -> None:
    from entities import batches, review
    from entities.models import Actor, Batch, Tag

    editor = Editor()
    editor.work(40)
    tell("the desk alone", editor.times)
    actor = Actor.objects.get(name=f"Ada {WORDS}")
    other = Actor.objects.get(name=f"Eda {WORDS}")
    verbs = {
        "confirm": lambda tag: review.confirm(tag, editor=editor.user),
        "reject": lambda tag: review.reject(tag, editor=editor.user),
        "relink": lambda tag: review.relink(tag, other, editor=editor.user),
    }
    for workers in (batches.WORKERS, 1):
        for name, verb in verbs.items():
            tags = Tag.objects.filter(actor=actor, status="suggested")
            first = tags.select_related("article", "actor").order_by("article").first()
            decision = verb(first)
            ids = list(tags.order_by("article").values_list("article", flat=True)[:MOST])
            begun = time.perf_counter()
            batch = batches.request_batch(decision, ids, editor=editor.user)
            asked = time.perf_counter() - begun
            carried_out(
                f"{name}, {workers} at work (asked for in {asked:.2f} s)", batch, workers, editor
            )
            undo = batches.request_undo(Batch.objects.get(pk=batch.pk), editor=editor.user)
            carried_out(f"undo of it, {workers} at work", undo, workers, editor)
            review.undo(decision, editor=editor.user)
    sys.stdout.write(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")


def carried_out(name: str, batch: Any, workers: int, editor: "Editor") -> None:
    """Carry a batch out by so many processes while the editor works, and tell how long it took."""
    from entities.models import Batch

    spawn = get_context("spawn")
    ready, used, go = spawn.Barrier(workers + 1), spawn.SimpleQueue(), []
    for number in range(workers):
        process = spawn.Process(target=work, args=(batch.pk, str(number), ready, used))
        process.start()
        go.append(process)
    ready.wait()
    begun, editor.times = time.perf_counter(), []
    while any(process.is_alive() for process in go):
        editor.work(1)
    for process in go:
        process.join()
    each = sum(used.get() for _ in go) * 1000 / max(1, batch.total_count)
    batch = Batch.objects.get(pk=batch.pk)
    seconds = (batch.finished_at - batch.started_at).total_seconds()
    rate = batch.done_count / seconds
    sys.stdout.write(
        f"{name}: {batch.done_count:,} articles, {batch.skipped_count:,} left alone, "
        f"{batch.state}, in {time.perf_counter() - begun:.1f} s ({rate:,.0f} a second), "
        f"{each:.1f} ms of a processor each\n"
    )
    tell("  the desk meanwhile", editor.times)


def work(batch: int, name: str, ready: Any, used: Any) -> None:
    """A worker process: as the task does, without the broker."""
    import django

    django.setup()
    from django.db import connection

    from entities.batches import carry_out

    connection.ensure_connection()
    clock = process_clock(connection.connection.info.backend_pid)
    ready.wait()
    before = clock()
    carry_out(batch, name)
    used.put(clock() - before)


class Editor:
    """Somebody who confirms tags of other articles, one after the other."""

    def __init__(self) -> None:
        from django.contrib.auth.models import User
        from django.test import Client

        from entities.models import Tag

        self.user = User.objects.create_superuser("editor")
        self.client = Client(headers={"HX-Request": "true", "Host": "localhost"})
        self.client.force_login(self.user)
        self.times: list[float] = []
        tags = Tag.objects.filter(status="suggested").exclude(actor__name__endswith=WORDS)
        self._tags = tags.select_related("actor").order_by("-article", "pk").iterator()

    def work(self, count: int) -> None:
        from django.urls import reverse

        for tag in islice(self._tags, count):
            address = reverse("review:decide", args=[tag.article_id, tag.actor_id])
            fields = {"verb": "confirm", "version": 1, "seen_kind": tag.actor.kind}
            begun = time.perf_counter()
            answer = self.client.post(address, fields)
            self.times.append((time.perf_counter() - begun) * 1000)
            if answer.status_code != 200:
                sys.exit(f"The desk answered {answer.status_code}.")


def make_archive(count: int) -> None:
    from django.db import connection

    begun = time.perf_counter()
    actors = make_actors(count)
    articles = _corpus.articles(count)
    while made := list(islice(articles, BATCH)):
        make_articles(made, actors)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    sys.stdout.write(f"{count:,} articles made in {time.perf_counter() - begun:.0f} s\n")
    sys.stdout.flush()


def make_actors(count: int) -> dict[str, int]:
    from entities.models import Actor

    numbers = {number for made in _corpus.articles(count) for number in made.actors}
    named = {_corpus.actor_name(number): _corpus.actor_kind(number) for number in sorted(numbers)}
    named |= {f"Ada {WORDS}": "person", f"Eda {WORDS}": "person"}
    rows = Actor.objects.bulk_create(
        [
            Actor(name=name, kind=kind, slug=f"a{number}", key=f"a{number}")
            for number, (name, kind) in enumerate(named.items())
        ],
        batch_size=1000,
    )
    return {row.name: row.pk for row in rows}


def make_articles(made: list[_corpus.Made], actors: dict[str, int]) -> None:
    """Store articles with what extraction finds in them, and publish them."""
    from django.db import transaction

    from articles.models import Article, ArticleVersion, Source
    from articles.texts import text_hash
    from entities.models import ExtractionRun, Interaction, Mention, Quote
    from entities.publish_many import lock_free, publish_many, read_many

    with transaction.atomic():
        articles = Article.objects.bulk_create(
            Article(
                headline=one.headline,
                body=body_of(one),
                source=Source.objects.named(f"Wire {one.source}"),
                published_at=one.published_at,
                text_hash=text_hash("bulk", "", str(one.number)),
            )
            for one in made
        )
        versions = ArticleVersion.objects.bulk_create(
            ArticleVersion(article=one, number=1, body=one.body, text_hash=one.text_hash)
            for one in articles
        )
        runs = ExtractionRun.objects.bulk_create(
            ExtractionRun(article=one.article, version=one, state="done") for one in versions
        )
        mentions, quotes, interactions = [], [], []
        for one, run in zip(made, runs, strict=True):
            found = list(mentions_of(one, run, actors))
            mentions += found
            quotes += quotes_of(run, found)
            interactions += interactions_of(run, found)
        Mention.objects.bulk_create(mentions)
        Quote.objects.bulk_create(quotes)
        Interaction.objects.bulk_create(interactions)
        publish_many(read_many(lock_free([one.pk for one in articles])))


def names_of(made: _corpus.Made) -> list[str]:
    names = [_corpus.actor_name(number) for number in made.actors[:8]]
    return [f"Ada {WORDS}", *names] if made.number % 4 == 0 else names


def body_of(made: _corpus.Made) -> str:
    said = [
        f"{name} told reporters “we know of case {n}”." for n, name in enumerate(names_of(made))
    ]
    return " ".join(said).replace(f"Ada {WORDS}", WORDS) + "\n\n" + made.body


def mentions_of(made: _corpus.Made, run: Any, actors: dict[str, int]) -> Iterator[Any]:
    from entities.anchoring import Anchor, occurrences
    from entities.models import Mention

    sure = random.Random(made.number).random() * 0.5 + 0.5  # noqa: S311 (no secret)
    body = run.article.body
    for name in names_of(made):
        words = name.removeprefix("Ada ") if name.endswith(WORDS) else name
        for start in occurrences(words, body):
            anchor = Anchor.of(body, start, start + len(words))
            yield Mention(
                article=run.article,
                run=run,
                actor_id=actors[name],
                how="name",
                step="names",
                confidence=sure,
                tag_confidence=sure,
                tag_salience=0.5,
                **anchor.as_json(),
            )


def quotes_of(run: Any, mentions: list[Any]) -> Iterator[Any]:
    from entities.anchoring import words_hash
    from entities.models import Quote

    body = run.article.body
    speakers = list(dict.fromkeys(mention.actor_id for mention in mentions))[:2]
    for number, speaker in enumerate(speakers):
        words = f"“we know of case {number}”"
        start = body.index(words)
        yield Quote(
            article=run.article,
            run=run,
            start=start,
            end=start + len(words),
            words_hash=words_hash(words),
            direct=True,
            step="quotes",
            found_speaker_id=speaker,
            sort_at=run.article.published_at,
        )


def interactions_of(run: Any, mentions: list[Any]) -> Iterator[Any]:
    from entities.anchoring import words_hash
    from entities.models import Interaction

    sides = list(dict.fromkeys(mention.actor_id for mention in mentions))[:2]
    if len(sides) == 2:
        words = run.article.body[: mentions[0].end]
        yield Interaction(
            article=run.article,
            run=run,
            start=0,
            end=len(words),
            words_hash=words_hash(words),
            kind="consult",
            modality="asserted",
            symmetric=True,
            phrase="told",
            step="interactions",
            found_source_id=sides[0],
            found_target_id=sides[1],
            orphaned=True,
            sort_at=run.article.published_at,
        )


def tell(name: str, times: list[float]) -> None:
    sys.stdout.write(
        f"{name}: median {percentile(times, 50):.0f} ms, 95 of 100 below "
        f"{percentile(times, 95):.0f} ms, {len(times)} decisions\n"
    )
    sys.stdout.flush()
