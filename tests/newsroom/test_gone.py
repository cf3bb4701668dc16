"""Gone is gone: what a whole walk (test_no_trace.py) finds of an article that left the site."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from pytest_django import DjangoDbBlocker

from articles import acts
from tests.factories import make_user
from tests.keeping import kept_rows
from tests.newsroom.test_no_trace import (
    TRACES,
    answer,
    embargo,
    known_by,
    make_archive,
    tagged_traces,
    take_down,
    traces,
)


@dataclass(frozen=True)
class Gone:
    """What was found and kept before an article left the site, then, and when it was back."""

    before: dict[str, list[str]]
    cached: bytes
    now: dict[str, list[str]]
    restored: dict[str, list[str]]
    asked_again: dict[str, tuple[int, str]]


@pytest.fixture(scope="module", params=[take_down, embargo])
def gone(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Gone]:
    """One story of three walks, each of some three hundred pages, for all that asks for them."""
    with kept_rows(django_db_blocker):
        chief = make_user("chief editor")
        walked = make_archive(make_user("editor"), chief)
        met = list(tagged_traces(walked, known_by(walked)))
        act = request.param(walked.article, chief)
        cached = kept_in_cache()
        again = {url: answer(url, **asking(tag)) for url, _here, tag in met if tag}
        now = traces(walked, known_by(walked))
        acts.restore(act, editor=chief, reason="The order was lifted.")
        restored = traces(walked, known_by(walked))
        yield Gone({url: here for url, here, _tag in met}, cached, now, restored, again)
    cache.clear()


def asking(tag: str) -> dict[str, str]:
    """The headers of whoever asks whether the answer is still the one of this tag."""
    return {"If-None-Match": tag, "If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"}


def kept_in_cache() -> bytes:
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    return b"".join(client.get(key) or b"" for key in client.keys("newsroom:*")).lower()


def test_article_off_the_site_leaves_no_trace(gone: Gone) -> None:
    assert gone.before
    assert gone.now == {}


def test_what_was_kept_from_before_is_not_confirmed(gone: Gone) -> None:
    """Whoever asks whether the answer is still the same gets another one."""
    assert len(gone.asked_again) >= 2
    for url, (status, told) in gone.asked_again.items():
        assert status != 304
        asked = unquote(url).casefold()
        assert not [word for word in TRACES if word in told and word not in asked]


def test_nothing_is_left_in_the_cache(gone: Gone) -> None:
    assert not [word for word in TRACES if word.encode() in gone.cached]


def test_what_is_restored_is_back_everywhere(gone: Gone) -> None:
    assert gone.restored == gone.before
