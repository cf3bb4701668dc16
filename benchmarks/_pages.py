"""The whole server time of pages, through Django: warm, and after everything was let out of memory.

A page is asked for through Django's test client with a cookie, so that it is made and not taken
from the cache. Cold: PostgreSQL was started anew, and the kernel was told to forget its files, so
that the first page of each class reads from the disk.
"""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from benchmarks._asked import Asked
from benchmarks._timing import Clock, Times, process_clock, timed
from entities.models import Actor

# Enough of each class for a 95th percentile, if not a sharp one.
ROUNDS = 2


def addresses(asked: Asked) -> dict[str, list[str]]:
    """Return the addresses of each class of page."""
    slugs = dict(Actor.objects.filter(pk__in=asked.actors).values_list("pk", "slug"))
    actors = [slugs[pk] for pk in asked.actors]

    def searches(**several: list[Any]) -> list[str]:
        names = list(several)
        return [
            "/search/?" + urlencode(dict(zip(names, values, strict=True)))
            for values in zip(*several.values(), strict=False)
        ]

    years = [year for year in asked.years for _ in range(2)]
    return {
        "common word, newest": searches(q=asked.common, sort=["newest"] * 99),
        "common word, best match": searches(q=asked.common),
        "common word + actor": searches(q=asked.common, actor=actors),
        "common word + year": searches(
            q=asked.common,
            date_from=[f"{year}-01-01" for year in years],
            date_to=[f"{year}-12-31" for year in years],
        ),
        "word in 1 %": searches(q=asked.some),
        "rare word": searches(q=asked.rare),
        "phrase": searches(q=[f'"{phrase}"' for phrase in asked.phrases]),
        "two common words": searches(
            q=[" ".join(pair) for pair in zip(asked.common, asked.common[1:], strict=False)]
        ),
        "one or another": searches(
            q=[" OR ".join(pair) for pair in zip(asked.common, asked.common[1:], strict=False)]
        ),
        "actor alone": searches(actor=actors),
        "year alone": searches(
            date_from=[f"{year}-01-01" for year in asked.years],
            date_to=[f"{year}-12-31" for year in asked.years],
        ),
        "everything": ["/search/"],
        "actor page": [f"/actors/{slug}/" for slug in actors],
        "home": ["/"],
    }


def time_pages(asked: Asked, rounds: int = ROUNDS, *, warm: bool = True) -> dict[str, Any]:
    """Return the times of each class of page; unless `warm`, those of the very first ones."""
    client = Client(headers={"host": "localhost"})
    client.cookies["unlike"] = "others"
    clock = page_clock(client)
    ask = partial(_get, client)
    told = {}
    for title, urls in addresses(asked).items():
        if not urls:
            continue
        times = Times()
        for number in range(rounds + 1 if warm else 1):
            for url in urls:
                once = timed(ask, url, clock)
                if number or not warm:
                    times.processor.append(once[0])
                    times.wall.append(once[1])
        told[title] = times.told()
    return told


def page_clock(client: Client) -> Clock:
    """Our processor time and that of the backends that serve us."""
    _get(client, "/help/")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return process_clock(*(pid for (pid,) in cursor.fetchall()))


def forget_files(folder: Path) -> int:
    """Let the kernel drop what it keeps of the files below a folder; return how many there are."""
    count = 0
    for file in _files(folder):
        handle = os.open(file, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)
        count += 1
    return count


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _get(client: Client, url: str) -> None:
    response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url} was answered with {response.status_code}")
