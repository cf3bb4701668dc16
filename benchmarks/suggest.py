"""Milliseconds for what is suggested while somebody types, and for words that were mistyped.

Makes N articles of 366 words (20,000; N=… in the environment for another number) out of half a
million words made of the letters of the demo archive, frequent and rare as words are, and 50,000
actors with three names each. Told are the count of the words (articles a second, and how many words
it found), `actors_called` and `complete` for beginnings of one to six letters, and `similar_words`
and `variants` for words with one edit and with two; beside these, of how many the word that was
meant was among the three, or twenty, offered. The processor time is the mean of this process and
its database together, and holds on a machine that has other work to do; the times are waited for.
"""

import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._texts import reports

ROOT = Path(__file__).resolve().parent.parent
WORDS = 500_000
LENGTH = 366
ACTORS = 50_000
ASKED = 400
BATCH = 500


def main() -> None:
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
            draw = random.Random(5)  # noqa: S311  (chance that is no secret)
            words = made_words(draw, WORDS)
            make_articles(words, int(os.environ.get("N", "20000")))
            names = make_actors(draw, words)
            measure_words(draw)
            measure_names(draw, names)


def made_words(draw: random.Random, count: int) -> list[str]:
    """So many different words, each letter as likely after two others as in the demo archive."""
    real = sorted({word for text in reports() for word in re.findall("[a-z]{3,}", text.lower())})
    after = defaultdict(list)
    for word in real:
        for at in range(len(word) + 1):
            after[f"^^{word}"[at : at + 2]].append(f"{word}$"[at])
    made = dict.fromkeys(real)
    while len(made) < count:
        word = "^^"
        while word[-1] != "$" and len(word) < 18:
            word += draw.choice(after[word[-2:]])
        if word[-1] == "$" and len(word) > 5:
            made[word[2:-1]] = None
    return list(made)


def make_articles(words: Sequence[str], count: int) -> None:
    from django.db import connection

    from articles.models import Article, Source
    from articles.texts import text_hash

    source = Source.objects.named("Bench Wire")
    draw = np.random.default_rng(11)
    for first in range(0, count, BATCH):
        # Zipf's law: the word in the n-th place is an n-th as frequent as the first.
        ranks = np.exp(draw.random((BATCH, LENGTH)) * np.log(len(words))).astype(int)
        Article.objects.bulk_create(
            Article(
                headline=f"Report {first + number}",
                body=" ".join(words[rank - 1] for rank in row),
                source=source,
                text_hash=text_hash("bench", "", str(first + number)),
            )
            for number, row in enumerate(ranks)
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE articles_article")


def make_actors(draw: random.Random, words: Sequence[str]) -> list[str]:
    """Actors of Zipf's frequency, each with a full name, one with an initial and a longer one."""
    from django.db import connection

    def one_of(some: Sequence[str]) -> str:
        return some[int(len(some) * draw.random() ** 2.5)].title()

    names = [f"{one_of(words[:3000])} {one_of(words[3000:23000])}" for _ in range(ACTORS)]
    with connection.cursor() as cursor:
        actors = (
            "COPY entities_actor (id, kind, name, slug, description, article_count, created_at)"
        )
        with cursor.copy(f"{actors} FROM STDIN") as copy:
            for number, name in enumerate(names, 1):
                count = 8 * ACTORS // number + 1
                copy.write_row((number, "person", name, f"a{number}", "", count, "2020-01-01"))
        forms = "COPY entities_actorname (actor_id, name, normalised_name, origin) FROM STDIN"
        with cursor.copy(forms) as copy:
            for number, name in enumerate(names, 1):
                first, last = name.split()
                for form in {name, f"{first[0]}. {last}", f"{first} {one_of(words)} {last}"}:
                    copy.write_row((number, form, form.lower(), "knowledge"))
        cursor.execute("VACUUM ANALYZE entities_actor")
        cursor.execute("VACUUM ANALYZE entities_actorname")
    return names


def measure_names(draw: random.Random, names: Sequence[str]) -> None:
    """Time the completion of beginnings of words of these names, on the archive that is there."""
    from entities.completing import actors_called, complete

    for letters in (1, 2, 3, 4, 6):
        begun = [draw.choice(draw.choice(names).lower().split())[:letters] for _ in range(ASKED)]
        tell(f"actors called, {letters} letters", timed(actors_called, begun))
        if letters > 1:
            tell(f"completions, {letters} letters", timed(complete, begun))


def measure_words(draw: random.Random) -> None:
    """Count the words of the archive that is there, and time what is offered for mistyped ones."""
    from articles.models import Article, Word
    from articles.search.similar import similar_words, variants
    from articles.vocabulary import learn

    begun = time.perf_counter()
    learn()
    took = time.perf_counter() - begun
    count = Article.objects.count()
    known = list(Word.objects.order_by("word").values_list("word", flat=True))
    sys.stdout.write(
        f"{count:,} articles counted in {took:.1f} s, {count / took:,.0f} a second: "
        f"{len(known):,} words\n"
    )
    meant = draw.sample([word for word in known if len(word) > 3], ASKED)
    for edits in (1, 2):
        typed = [mistyped(draw, word, edits) for word in meant]
        for name, ask in (("similar words", similar_words), ("variants", variants)):
            measured = timed(ask, typed)
            pairs = zip(meant, measured.answers, strict=True)
            hits = sum(word in answer for word, answer in pairs)
            tell(f"{name}, {edits} edits", measured, f"; {hits} of {ASKED} found")


def mistyped(draw: random.Random, word: str, edits: int) -> str:
    for _ in range(edits):
        at, letter = draw.randrange(len(word)), draw.choice("abcdefghijklmnopqrstuvwxyz")
        word = draw.choice(
            [
                word[:at] + letter + word[at:],
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
            ]
        )
    return word


@dataclass(frozen=True)
class Timed:
    """Milliseconds of each, in order of length; their mean processor time; the answers."""

    times: list[float]
    processor: float
    answers: list[Any]


def timed(ask: Callable[[str], Any], asked: Sequence[str]) -> Timed:
    times, answers = [], []
    ask(asked[0])  # what is prepared once is no part of it
    before = processor_seconds()
    for one in asked:
        begun = time.perf_counter()
        answers.append(ask(one))
        times.append((time.perf_counter() - begun) * 1000)
    processor = (processor_seconds() - before) * 1000 / len(asked)
    return Timed(sorted(times), processor, answers)


def processor_seconds() -> float:
    """What this process and the one of its database have used, to a hundredth of a second."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() + sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def tell(name: str, measured: Timed, more: str = "") -> None:
    times = measured.times
    median, most = times[len(times) // 2], times[len(times) * 95 // 100]
    sys.stdout.write(
        f"{name:<28} median {median:.1f} ms, 95 of 100 below {most:.1f} ms; "
        f"{measured.processor:.2f} ms of a processor{more}\n"
    )
    sys.stdout.flush()
