"""Who may open what: every URL of the project for every role, by GET and by POST.

The tests walk the URLconf, so that an address without a row here fails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from articles import acts
from articles.models import Article, ImportBatch
from articles.views.sitemap import SECTION
from entities.batches import request_batch
from entities.models import Actor, Batch, Namesakes, SecondReading
from entities.review import confirm, merge, seen_state, stop
from tests.factories import (
    make_actor,
    make_article,
    make_line,
    make_tag,
    make_upload,
    make_user,
)
from tests.keeping import kept_rows

# The second is somebody with an account and no role.
ROLES = ("anonymous", "", "editor", "chief editor", "admin")
LOGIN = "login"  # instead of a status: sent to the log-in

# The statuses for the roles in their order. POST comes without the fields of any form.
Statuses = tuple[object, object, object, object, object]
EVERYBODY: Statuses = (200, 200, 200, 200, 200)
NO_ONE: Statuses = (405, 405, 405, 405, 405)  # it does not take this method
TABLE: dict[str, tuple[Statuses, Statuses]] = {
    # name: (GET, POST)
    "home": (EVERYBODY, NO_ONE),
    "help": (EVERYBODY, NO_ONE),
    "robots": (EVERYBODY, NO_ONE),
    "health": (EVERYBODY, NO_ONE),
    "search": (EVERYBODY, NO_ONE),
    "search_json": (EVERYBODY, NO_ONE),
    "search_feed": (EVERYBODY, NO_ONE),
    "search_feed_rss": (EVERYBODY, NO_ONE),
    "search_csv": (EVERYBODY, NO_ONE),
    "search_jsonl": (EVERYBODY, NO_ONE),
    # Counted at once, so that nothing is asked for: back to the page that says so.
    "search_count": (EVERYBODY, (302, 302, 302, 302, 302)),
    "suggest": (EVERYBODY, NO_ONE),
    "opensearch": (EVERYBODY, NO_ONE),
    "coverage": (EVERYBODY, NO_ONE),
    "article_detail": (EVERYBODY, NO_ONE),
    "article_versions": (EVERYBODY, NO_ONE),
    "article_report": (EVERYBODY, (422, 422, 422, 422, 422)),
    "accuracy": (EVERYBODY, NO_ONE),
    "corrections": (EVERYBODY, NO_ONE),
    "feed": (EVERYBODY, NO_ONE),
    "sitemap": (EVERYBODY, NO_ONE),
    "sitemap_section": (EVERYBODY, NO_ONE),
    "sitemap_actors": (EVERYBODY, NO_ONE),
    "news_sitemap": (EVERYBODY, NO_ONE),
    "actor_list": (EVERYBODY, NO_ONE),
    "actor_detail": (EVERYBODY, NO_ONE),
    "actor_feed": (EVERYBODY, NO_ONE),
    "actor_feed_rss": (EVERYBODY, NO_ONE),
    "actor_quotes": (EVERYBODY, NO_ONE),
    "actor_quotes_about": (EVERYBODY, NO_ONE),
    "actor_dealings": (EVERYBODY, NO_ONE),
    "quotes": (EVERYBODY, NO_ONE),
    "browse": (EVERYBODY, NO_ONE),
    "browse_undated": (EVERYBODY, NO_ONE),
    "browse_countries": (EVERYBODY, NO_ONE),
    "browse_any_year": (EVERYBODY, NO_ONE),
    "browse_year": (EVERYBODY, NO_ONE),
    "browse_month": (EVERYBODY, NO_ONE),
    "browse_day": (EVERYBODY, NO_ONE),
    "shelf_list": (EVERYBODY, NO_ONE),
    "shelf_detail": (EVERYBODY, NO_ONE),
    "actor_pair": (EVERYBODY, NO_ONE),
    "ingest": (NO_ONE, (401, 401, 401, 401, 401)),  # a token opens it, and nobody's account
    "import_upload": ((LOGIN, 403, 403, 200, 200), (LOGIN, 403, 403, 200, 200)),
    "import_detail": ((LOGIN, 403, 403, 200, 200), (LOGIN, 403, 403, 405, 405)),
    "import_retry": ((LOGIN, 403, 403, 405, 405), (LOGIN, 403, 403, 302, 302)),
    "import_file": ((LOGIN, 403, 403, 405, 405), (LOGIN, 403, 403, 422, 422)),
    "review:queue": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:next": ((LOGIN, 403, 302, 302, 302), (LOGIN, 403, 405, 405, 405)),
    "review:assign": ((LOGIN, 403, 403, 405, 405), (LOGIN, 403, 403, 302, 302)),
    "review:lease": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 200, 200, 200)),
    "review:me": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 302, 302, 302)),
    "review:figures": ((LOGIN, 403, 403, 200, 200), (LOGIN, 403, 403, 405, 405)),
    "review:second": ((LOGIN, 403, 302, 302, 302), (LOGIN, 403, 405, 405, 405)),
    "review:second_reading": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 422, 422, 422)),
    "review:log": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:actor_options": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:workspace": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:add": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 422, 422, 422)),
    "review:add_quote": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 422, 422, 422)),
    "review:add_interaction": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 422, 422, 422)),
    "review:decide": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 422, 422, 422)),
    "review:undo": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 302, 302, 302)),
    "review:quote": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 422, 422, 422)),
    "review:interaction": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 422, 422, 422)),
    "review:rest": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 422, 422, 422)),
    "review:rest_undo": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 422, 422, 422)),
    "review:reextract": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 302, 302, 302)),
    "review:siblings": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 422, 422, 422)),
    "review:batch": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:batch_act": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 302, 302, 302)),
    "review:batch_undo": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 422, 422, 422)),
    "review:merge_choose": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:merge": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 422, 422, 422)),
    "review:split": ((LOGIN, 403, 403, 200, 200), (LOGIN, 403, 403, 422, 422)),
    "review:duplicates": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:not_the_same": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 302, 302, 302)),
    # This one undoes a merge.
    "review:undo_actor": ((LOGIN, 403, 403, 200, 200), (LOGIN, 403, 403, 302, 302)),
    "review:actor_edit": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 422, 422, 422)),
    "review:contradictions": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:settle": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 422, 422, 422)),
    "review:memory": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 422, 422, 422)),
    "review:rule": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 302, 302, 302)),
    "review:acts": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:off_the_site": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:history": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:act": ((LOGIN, 403, 403, 200, 200), (LOGIN, 403, 403, 422, 422)),
    "review:held_list": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:held": ((LOGIN, 403, 403, 200, 200), (LOGIN, 403, 403, 422, 422)),
    "review:reports": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 405, 405, 405)),
    "review:report_settle": ((LOGIN, 403, 405, 405, 405), (LOGIN, 403, 422, 422, 422)),
    "review:audit": ((LOGIN, 403, 200, 200, 200), (LOGIN, 403, 422, 422, 422)),
    "review:restore": ((LOGIN, 403, 403, 200, 200), (LOGIN, 403, 403, 422, 422)),
    "login": ((200, 302, 302, 302, 302), (200, 302, 302, 302, 302)),
    "login_code": ((302, 302, 302, 302, 302), (302, 302, 302, 302, 302)),  # no password was given
    "two_factor": ((LOGIN, 200, 200, 200, 200), (LOGIN, 200, 200, 200, 200)),
    "two_factor_set_up": ((302, 200, 200, 200, 200), (302, 200, 200, 200, 200)),
    "logout": (NO_ONE, (302, 302, 302, 302, 302)),
}

# What an address of the admin site may need to be spelled out.
ADMIN_ARGUMENTS: dict[str, str] = {
    "app_label": "entities",
    "content_type_id": "1",
    "id": "1",
    "object_id": "1",
    "url": "nothing/there",
}


def walk(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and route of every address that the URLconf knows."""
    base = str(resolver.pattern) if resolver else ""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from ((name, base + route) for name, route in walk(entry, inner))
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", base + str(entry.pattern)


@dataclass(frozen=True)
class Archive:
    """Rows for every address: the arguments of those that have some, and who is logged in."""

    arguments: dict[str, dict[str, object]]
    sessions: dict[str, str]

    def client_of(self, role: str) -> Client:
        client = Client()
        client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Archive]:
    with kept_rows(django_db_blocker):
        sessions = {role: client_of(role).session.session_key for role in ROLES[1:]}
        yield Archive(arguments(), {"anonymous": "", **sessions})


@pytest.fixture
def archive(kept: Archive, db: None) -> Archive:
    return kept


def arguments() -> dict[str, dict[str, object]]:
    """What fills the addresses that have arguments, all of rows that are made here."""
    tag = make_tag(make_article(headline="Talks"), "Mira Tolvan", make_actor())
    make_tag(tag.article, "Anton Vasilyenko")
    decision = confirm(tag, editor=make_user("editor", "somebody"))
    article, batch = tag.article, ImportBatch.objects.get()
    at_once = Batch.objects.create(editor=decision.editor, request={"article": article.pk})
    held = batch.items.create(
        path="made.txt", index=2, content=b"", outcome="held", reason="It waits.", article=article
    )
    line = make_line(tag.actor)
    act = acts.retract(article, editor=make_user("chief editor", "chief-somebody"), reason="Why.")
    second = SecondReading.objects.create(article=article)
    table = make_upload(
        make_user("chief editor", "somebody-else"), ("a.csv", "title,text\nIce,x.\n")
    )
    twin = make_tag(make_article("Mira Tolvan spoke."), "Mira Tolvan", tag.actor)
    bulk = request_batch(decision, [twin.article_id], editor=decision.editor)
    one, other = make_actor("Ada Berk"), make_actor("A. Berk")
    pair = Namesakes.objects.create(one=one, other=other, score=0.7)
    merged = merge(
        keep=make_actor("Bo Reijo"),
        duplicate=make_actor("B. Reijo"),
        editor=make_user("chief editor", "chief-who-merges"),
        reason="One.",
        seen=seen_state(*Actor.objects.filter(name__endswith="Reijo")),
    )
    return {
        "review:merge_choose": {"actor_id": one.pk},
        "review:merge": {"actor_id": one.pk, "other_id": other.pk},
        "review:split": {"actor_id": tag.actor_id},
        "review:not_the_same": {"pk": pair.pk},
        "review:undo_actor": {"pk": merged.pk},
        "article_detail": {"pk": article.pk, "slug": article.slug},
        "article_versions": {"pk": article.pk, "slug": article.slug},
        "article_report": {"pk": article.pk, "slug": article.slug},
        "review:report_settle": {"pk": 1},
        "sitemap_section": {"part": article.pk // SECTION},
        "sitemap_actors": {"part": tag.actor_id // SECTION},
        "actor_detail": {"slug": tag.actor.slug},
        "actor_feed": {"slug": tag.actor.slug},
        "actor_feed_rss": {"slug": tag.actor.slug},
        "actor_quotes": {"slug": tag.actor.slug},
        "actor_quotes_about": {"slug": tag.actor.slug},
        "actor_dealings": {"slug": tag.actor.slug},
        "browse_any_year": {"month": 12, "day": 29},
        "browse_year": {"year": 2020},
        "browse_month": {"year": 2020, "month": 12},
        "browse_day": {"year": 2020, "month": 12, "day": 29},
        "shelf_list": {"shelf": "authors"},
        "shelf_detail": {"shelf": "sources", "pk": article.source_id, "slug": "demo-wire"},
        "actor_pair": {"slug": "anton-vasilyenko", "other": tag.actor.slug},
        "import_detail": {"pk": batch.pk},
        "import_retry": {"pk": batch.pk},
        "import_file": {"pk": table.files.get().pk},
        "review:undo": {"pk": decision.pk},
        "review:siblings": {"pk": decision.pk},
        "review:batch": {"pk": bulk.pk},
        "review:batch_act": {"pk": bulk.pk},
        "review:batch_undo": {"pk": bulk.pk},
        "review:rule": {"pk": stop("Karvenia", editor=decision.editor).pk},
        "review:workspace": {"article_id": article.pk},
        "review:add": {"article_id": article.pk},
        "review:add_quote": {"article_id": article.pk},
        "review:add_interaction": {"article_id": article.pk},
        "review:lease": {"article_id": article.pk},
        "review:second_reading": {"pk": second.pk},
        "review:reextract": {"article_id": article.pk},
        "review:quote": {"article_id": article.pk, "row_id": 1},
        "review:interaction": {"article_id": article.pk, "row_id": 1},
        "review:rest": {"article_id": article.pk},
        "review:rest_undo": {"article_id": article.pk, "batch_id": at_once.pk},
        "review:history": {"article_id": article.pk},
        "review:act": {"article_id": article.pk, "kind": "takedown"},
        "review:actor_edit": {"ref": tag.actor.slug},
        "review:settle": {"pk": line.pk},
        "review:restore": {"pk": act.pk},
        "review:held": {"pk": held.pk},
        "review:decide": {"article_id": article.pk, "actor_id": tag.actor_id},
    }


def client_of(role: str) -> Client:
    client = Client()
    if role != "anonymous":
        client.force_login(make_user(role))
    return client


def admin_addresses() -> list[str]:
    """Every address of the admin site but its log-in, with arguments put in."""
    variable = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")
    routes = {route for name, route in walk() if name.startswith("admin:")} - {"admin/login/"}
    filled = [variable.sub(lambda m: ADMIN_ARGUMENTS[m[1] or m[2]], route) for route in routes]
    return sorted("/" + path.replace("^", "").replace("$", "") for path in filled)


def answer(client: Client, method: str, url: str) -> object:
    response = client.generic(method, url)
    if response.status_code == 302 and response["Location"].startswith(reverse("login") + "?next="):
        return LOGIN
    return response.status_code


def test_every_address_has_its_row() -> None:
    ours = {name for name, _route in walk() if not name.startswith("admin:")}
    assert ours == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_role_opens_what_it_may_and_nothing_else(name: str, archive: Archive) -> None:
    url = reverse(name, kwargs=archive.arguments.get(name))
    for method, expected in zip(("GET", "POST"), TABLE[name], strict=True):
        given = []
        for role in ROLES:
            with transaction.atomic():  # every role finds the same rows
                given.append(answer(archive.client_of(role), method, url))
                transaction.set_rollback(True)
        assert (method, *given) == (method, *expected)


@pytest.mark.parametrize("role", ["anonymous", "", "editor", "chief editor"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_admin_site_opens_for_administrators_only(role: str, method: str, archive: Archive) -> None:
    client = archive.client_of(role)
    for url in admin_addresses():
        response = client.generic(method, url)
        assert (url, response.status_code) == (url, 302)
        assert response["Location"].startswith("/admin/")


def test_administrator_opens_every_address_of_the_admin_site(archive: Archive) -> None:
    client = archive.client_of("admin")
    for url in admin_addresses():
        assert (url, client.get(url).status_code // 100) in [(url, 2), (url, 3), (url, 4)]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("status", "answered"), [("taken down", 410), ("embargoed", 404)])
def test_article_off_the_site_is_there_for_editors_only(
    role: str, status: str, answered: int, archive: Archive
) -> None:
    article = make_article()
    Article.objects.update(status=status, embargo_until=timezone.now())
    expected = answered if role in ("anonymous", "") else 200
    assert answer(archive.client_of(role), "GET", article.get_absolute_url()) == expected


def test_closed_account_opens_nothing(archive: Archive) -> None:
    client = archive.client_of("admin")
    User.objects.update(is_active=False)
    assert answer(client, "GET", reverse("review:queue")) == LOGIN
    assert client.get("/admin/").status_code == 302
