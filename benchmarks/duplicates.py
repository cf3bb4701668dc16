"""Milliseconds an article for its near-duplicates as the archive grows, and how many are found.

Imports N articles of 366 words (20,000; N=100000 in the environment for another number) into a
fresh archive and groups them all, as workers do after each extraction; told are the first, the
middle and the last thousand. Then rewrites of 200 of them come in, changed to several degrees, each
grouped and taken away again; told is how many found their original.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.ingest import ROOT, write_articles

Change = Callable[[str], str]

TIMED = 1000
REWRITTEN = 200


def main() -> None:
    count = int(os.environ.get("N", "20000"))
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        Path(folder).chmod(0o755)  # root's PostgreSQL runs as another user
        file = Path(folder) / "articles.jsonl"
        write_articles(file, count)
        os.environ["NEWSROOM_DATA"] = str(Path(folder) / "data")
        from newsroom.services import running

        with running(Path(folder) / "data"):
            for command in (["migrate", "--verbosity", "0"], ["import_articles", str(file)]):
                subprocess.run(
                    [sys.executable, "manage.py", *command],
                    cwd=ROOT,
                    stdout=subprocess.DEVNULL,
                    check=True,
                )
            _measure()


def _measure() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    from django.db import connection

    from articles.duplicates import group
    from articles.models import Article

    keys = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    middle = (len(keys) - TIMED) // 2
    times = []
    for key in keys:
        begun = time.perf_counter()
        group(key)
        times.append((time.perf_counter() - begun) * 1000)
    for name, start in (("first", 0), ("middle", middle), ("last", len(keys) - TIMED)):
        stretch = sorted(times[max(0, start) : max(0, start) + TIMED])
        median, most = stretch[len(stretch) // 2], stretch[len(stretch) * 99 // 100]
        sys.stdout.write(
            f"{name:<7} {len(stretch):,} of {len(keys):,}: median {median:.1f} ms, "
            f"99 of 100 below {most:.1f} ms\n"
        )
    grouped = Article.objects.filter(lead__isnull=False).count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('fingerprint_bands')")
        size = cursor.fetchone()[0] / len(keys)
    sys.stdout.write(
        f"grouped although unrelated: {grouped}; {size:,.0f} bytes of index an article\n"
    )
    _recall(keys[:: max(1, len(keys) // REWRITTEN)][:REWRITTEN])


def _recall(keys: list[int]) -> None:
    from articles.duplicates import group
    from articles.models import Article

    draw = np.random.default_rng(11)
    words = Article.objects.get(pk=keys[0]).body.split()
    for name, change in _changes(draw, words).items():
        found = 0
        for original in Article.objects.filter(pk__in=keys):
            copy = Article.objects.create(
                body=change(original.body), source_id=original.source_id, text_hash=f"copy {name}"
            )
            group(copy.pk)
            copy.refresh_from_db()
            found += copy.lead_id == original.pk
            copy.delete()
            group(original.pk)
        sys.stdout.write(f"{name:<34} {found} of {len(keys)} found\n")


def _changes(draw: np.random.Generator, words: list[str]) -> dict[str, Change]:
    def replaced(share: float) -> Change:
        return lambda body: " ".join(
            str(draw.choice(words)) if draw.random() < share else word for word in body.split()
        )

    def cut(share: float) -> Change:
        return lambda body: body[: int(len(body) * share)]

    def longer(times: float) -> Change:
        return lambda body: " ".join(
            [body, *draw.choice(words, int(len(body.split()) * (times - 1)))]
        )

    return {
        **{
            f"{share:.0%} of the words replaced": replaced(share)
            for share in (0.02, 0.05, 0.1, 0.15, 0.2)
        },
        **{f"cut to {share:.0%}": cut(share) for share in (0.75, 0.5, 0.35)},
        **{f"{times:g} times as long": longer(times) for times in (1.5, 2, 2.5)},
    }
