"""A real worker polls feeds: beat only says that it is time."""

import sys
from collections.abc import Iterator

import pytest
from django.conf import settings

from articles.models import Article, Feed, ImportBatch
from newsroom.celery import app
from newsroom.services.locks import wait_until
from tests.entities.test_worker import PATIENCE_S, Site, site
from tests.factories import make_feed
from tests.newsroom.launching import Launched, environment
from tests.serving import Server, serving

__all__ = ["site"]  # the fixture

FEED = b"""<rss version="2.0"><channel><title>Halden Press</title>
<item><guid>https://press.example/1</guid><description>Tolvan left.</description></item>
</channel></rss>"""


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        server.pages["/feed"] = FEED
        yield server


def call(site: Site, task: str) -> None:
    command = (sys.executable, "-m", "celery", "-A", "newsroom", "call", task)
    with Launched(*command, env=environment(site.data, **site.environment)) as called:
        assert called.code() == 0, called.complained()


@pytest.mark.django_db(transaction=True)
def test_worker_polls_what_is_due(site: Site, server: Server) -> None:
    make_feed(server.url())
    site.environment |= {"NEWSROOM_FETCH_PRIVATE": "1"}
    site.start_broker()
    call(site, settings.CELERY_BEAT_SCHEDULE["poll-feeds"]["task"])
    worker = site.start_worker()
    polled = wait_until(Feed.objects.filter(succeeded_at__isnull=False).exists, PATIENCE_S)
    assert polled, worker.complained()[-3000:]
    assert Article.objects.get().source.name == "Halden Press"
    assert ImportBatch.objects.get().origin == "feed"


def test_sweep_is_upkeep_and_does_not_pile_up() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["poll-feeds"]
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks
    assert app.amqp.router.route({}, entry["task"])["queue"].name == "upkeep"
    assert entry["options"]["expires"] <= entry["schedule"]
