"""Feeds and tokens as administrators see them."""

import datetime
import hashlib
import html
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from articles.models import Feed, IngestToken
from tests.factories import make_feed, make_token

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
FEEDS, TOKENS = "admin:articles_feed", "admin:articles_ingesttoken"


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def save_feed(desk: Client, feed: Feed | None = None, **fields: Any) -> Any:
    url = reverse(f"{FEEDS}_change", args=[feed.pk]) if feed else reverse(f"{FEEDS}_add")
    data = {"name": "Halden Press", "url": "https://press.example/feed", "source": ""}
    data |= {"active": "on", "interval_minutes": "15", **fields}
    return desk.post(url, data, follow=True)


def act(desk: Client, page: str, action: str, *rows: Any) -> Any:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return desk.post(reverse(f"{page}_changelist"), data, follow=True)


# --- Feeds ---------------------------------------------------------------------------------------


def test_feed_is_registered_and_due_at_once(desk: Client) -> None:
    save_feed(desk, url="press.example/feed")
    feed = Feed.objects.get()
    assert (feed.url, feed.active, feed.failure_count) == ("https://press.example/feed", True, 0)
    assert feed.next_poll_at <= timezone.now()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("url", "ftp://press.example/feed", "only http and https are"),
        ("url", "https://reijo:secret@press.example/", "leave them out"),
        ("url", "https://press.example:25/", "Port 25 is not one of the web"),
        ("url", "not an address", "Enter a valid URL"),
        ("interval_minutes", "0", "greater than or equal to 1"),
        ("interval_minutes", "10081", "less than or equal to 10080"),
    ],
)
def test_feed_that_could_not_be_polled_is_refused_on_the_form(
    desk: Client, field: str, value: str, words: str
) -> None:
    assertContains(save_feed(desk, **{field: value}), words)
    assert not Feed.objects.exists()


def test_error_is_shown_whole_in_list_and_form(desk: Client) -> None:
    error = "At this address is a web page, but no RSS or Atom feed. " * 8
    feed = make_feed(last_error=error, failure_count=7)
    for url in (reverse(f"{FEEDS}_changelist"), reverse(f"{FEEDS}_change", args=[feed.pk])):
        page = desk.get(url)
        assertContains(page, error.strip())
        assertContains(page, "7")


def test_change_of_a_feed_leaves_what_a_worker_wrote(desk: Client) -> None:
    feed = make_feed(etag="a1", failure_count=3, last_error="Gone.")
    save_feed(desk, feed, url=feed.url, name="Another name")
    feed.refresh_from_db()
    assert (feed.name, feed.etag, feed.failure_count) == ("Another name", "a1", 3)


def test_feed_with_another_address_begins_anew(desk: Client) -> None:
    later = timezone.now() + DAY
    feed = make_feed(etag="a1", last_modified="Mon", failure_count=3, next_poll_at=later)
    save_feed(desk, feed, url="https://press.example/another")
    feed.refresh_from_db()
    assert (feed.etag, feed.last_modified, feed.failure_count) == ("", "", 0)
    assert feed.next_poll_at <= timezone.now()


def test_feed_is_polled_now_if_it_is_active(desk: Client) -> None:
    later = timezone.now() + DAY
    feed = make_feed(next_poll_at=later)
    resting = make_feed("https://press.example/2", next_poll_at=later, active=False)
    assertContains(act(desk, FEEDS, "poll_now", feed, resting), "within half a minute: 1.")
    assert list(Feed.objects.filter(next_poll_at__lte=timezone.now())) == [feed]


# --- Tokens --------------------------------------------------------------------------------------


def test_token_is_shown_once_and_only_its_digest_is_kept(desk: Client, admin: User) -> None:
    data = {"name": "Our CMS", "source": "Halden Press"}
    page = desk.post(reverse(f"{TOKENS}_add"), data, follow=True)
    shown = re.search(r"The token is ([\w-]{43}) ", html.unescape(page.content.decode()))
    assert shown
    token = IngestToken.objects.get()
    assert token.digest == hashlib.sha256(shown[1].encode()).hexdigest()
    assert (token.name, token.source, token.created_by) == ("Our CMS", "Halden Press", admin)
    for url in (reverse(f"{TOKENS}_changelist"), reverse(f"{TOKENS}_change", args=[token.pk])):
        assertNotContains(desk.get(url), shown[1])
        assertNotContains(desk.get(url), token.digest)
    headers = {"Authorization": f"Bearer {shown[1]}"}
    line = b'{"guid": "1", "body": "Tolvan left."}'
    pushed = desk.post(reverse("ingest"), line, content_type="application/jsonl", headers=headers)
    assert pushed.status_code == 200


def test_digest_cannot_be_changed(desk: Client) -> None:
    token = make_token()
    fields = {"name": "Another name", "source": "", "digest": "0" * 64, "revoked_at": ""}
    page = desk.post(reverse(f"{TOKENS}_change", args=[token.pk]), fields, follow=True)
    assertNotContains(page, "The token is")
    changed = IngestToken.objects.get()
    assert (changed.name, changed.digest) == ("Another name", token.digest)


def test_token_is_revoked_once(desk: Client) -> None:
    token = make_token()
    assertContains(act(desk, TOKENS, "revoke", token), "Revoked: 1.")
    revoked_at = IngestToken.objects.get().revoked_at
    assert revoked_at
    assertContains(act(desk, TOKENS, "revoke", token), "Revoked: 0.")
    assert IngestToken.objects.get().revoked_at == revoked_at
