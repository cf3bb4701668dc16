"""The safety floor: policy, cookies, throttled log-in, tokens, and hostile text made harmless."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects
from pytest_django.fixtures import Settings

from articles import acts
from articles.acts import Revision
from articles.bulk import Placed, store_many
from articles.importers import read
from articles.models import Article, ImportBatch
from articles.services import Defaults, start_batch
from entities import reports
from entities.checks import CHECKS
from entities.known_forms import FORMS
from entities.models import Actor, ExtractionRun, SecondReading
from entities.review import (
    actor_named,
    add_role,
    ask_second_look,
    confirm,
    knowing,
    settle,
    undo,
)
from newsroom.services.folders import PROJECT
from tests.factories import (
    make_actor,
    make_article,
    make_feed,
    make_line,
    make_mention,
    make_tag,
    make_token,
    make_upload,
    make_user,
)
from tests.newsroom.pages import Page
from tests.newsroom.test_permissions import ROLES, TABLE, admin_addresses, client_of

# Markup, the end of an attribute, template syntax, an entity.
HOSTILE = "</a><script>alert(1)</script>\"'><svg onload=alert(2)>{{ 6|add:1 }}{% now %}&lt;b&gt;"
# What turns the writing direction of all that follows.
TURNED = "\u202elive\u202c"
# Numbers and texts that no form of ours sends.
STRANGE = ("\x00", "-1", "9" * 30, "9" * 5000, "²", "nan", "2020-99-99", 'a" OR (', "x" * 5000)

pytestmark = pytest.mark.django_db


def query(path: str, **fields: str) -> str:
    return f"{path}?{urlencode(fields)}"


def say_everything(actor: Actor, editor: User) -> None:
    """Hostile text wherever an editor can write what is known of an actor."""
    said = {"editor": editor, "note": HOSTILE}
    first = knowing.describe(actor, HOSTILE, seen=0, **said)
    knowing.add_name(actor, f"{HOSTILE} {TURNED}", seen=first.pk, **said)
    knowing.withdraw_name(actor, f"{HOSTILE} {TURNED}", seen=first.pk + 1, **said)
    knowing.add_name(actor, f"{HOSTILE} again", seen=first.pk, **said)
    role = {"title": HOSTILE, "of": HOSTILE, "start": "2019", "end": ""}
    add_role(actor, **role, seen=0, **said)
    strange = {"name": HOSTILE, "bearers": HOSTILE, "title": HOSTILE, "held": [HOSTILE]}
    strange |= {
        "of_name": HOSTILE,
        "spans": [HOSTILE, HOSTILE],
        "known": HOSTILE,
        "died_on": HOSTILE,
    }
    for name in CHECKS:
        line = make_line(actor, other=actor, check_name=name, facts=HOSTILE, detail=strange)
    settle(line, seen=0, seen_facts=HOSTILE, **said)


@pytest.fixture
def pages(settings: Settings) -> dict[str, str]:
    """The pages of an archive with hostile text in every field that takes text."""
    settings.AUDIT_SHARE = 1
    chief = make_user("chief editor", username=f"{HOSTILE} the chief")
    mallory = make_user("editor", username=HOSTILE)
    record = dict.fromkeys(["headline", "standfirst", "byline", "dateline", "credit"], HOSTILE)
    record |= dict.fromkeys(["source", "section", "guid", "language"], HOSTILE)
    record |= {"url": "javascript:alert(3)", "headline": f"{HOSTILE}{TURNED}"}
    record |= {"body": f"{HOSTILE}\n\nTolvan told {HOSTILE} to Reijo in Halden. {TURNED}"}
    content = f"{json.dumps(record)}\n{HOSTILE}".encode()
    batch = start_batch(ImportBatch.Origin.UPLOAD, chief)
    placed = [Placed(f"{HOSTILE}.jsonl", record) for record in read(content, HOSTILE)]
    first, _rejected = store_many(batch, placed, Defaults())
    article = Article.objects.get(pk=first.article_id)
    for word in ("Tolvan", "Reijo", "Halden"):
        actor = make_actor(f"{HOSTILE} {word}", key=f"local:{word}", description=HOSTILE)
        make_mention(article, word, actor)
    confirmed, looked_at, _suggested = article.tags.order_by("pk")
    confirm(confirmed, editor=mallory, note=HOSTILE)
    say_everything(confirmed.actor, mallory)
    undo(ask_second_look(looked_at, editor=mallory, note=HOSTILE), editor=mallory, note=HOSTILE)
    came = Revision.of(article.versions.get())
    text = replace(came, body=f"{came.body}\n\nNew {HOSTILE}")
    said = {"editor": chief, "reason": HOSTILE, "public_note": HOSTILE}
    acts.revise(article, "correction", text=text, **said)
    acts.restore(acts.retract(article, **said), **said)
    table = make_upload(chief, (f"{HOSTILE}.csv", f"a;{HOSTILE};b\nx;{HOSTILE};y".replace('"', "")))
    failed = article.extraction_runs.create(
        version=article.versions.first(), state=ExtractionRun.State.FAILED, error=HOSTILE
    )
    said_by_readers = {"actor": confirmed.actor, "problem": "other", "words": HOSTILE}
    report, _open = (article.reports.create(**said_by_readers) for _ in range(2))
    reports.settle(report.pk, "accepted", editor=mallory, note=HOSTILE)
    feed = make_feed(name=HOSTILE, source=HOSTILE, last_error=HOSTILE)
    token = make_token(name=HOSTILE, source=HOSTILE)
    address = article.get_absolute_url()
    asked = dict.fromkeys(["q", "actor", "kind", "source", "sort", "letter", "page"], HOSTILE)
    return {
        "home": reverse("home"),
        "search": query(reverse("search"), q="Tolvan"),
        "search, asked": query(reverse("search"), **asked),
        "article": query(address, q="Tolvan"),
        "article, asked": query(address, **asked),
        "versions": reverse("article_versions", args=[article.pk, article.slug]),
        "versions, asked": query(
            reverse("article_versions", args=[article.pk, article.slug]), **asked
        ),
        "report": reverse("article_report", args=[article.pk, article.slug]),
        "report, asked": query(
            reverse("article_report", args=[article.pk, article.slug]), tag=HOSTILE, done=HOSTILE
        ),
        "reports": reverse("review:reports"),
        "reports, settled": query(reverse("review:reports"), state="settled"),
        "reports, asked": query(reverse("review:reports"), state=HOSTILE, beyond=HOSTILE),
        "audit": reverse("review:audit"),
        "accuracy": reverse("accuracy"),
        "two factors": reverse("two_factor"),
        "two factors, set-up": reverse("two_factor_set_up"),
        "corrections": reverse("corrections"),
        "feed": reverse("feed"),
        "search count": query(reverse("search_count"), q=HOSTILE),
        "quotes, asked": query(reverse("quotes"), **asked),
        "actors": reverse("actor_list"),
        "actors, asked": query(reverse("actor_list"), **asked),
        "actor": confirmed.actor.get_absolute_url(),
        "queue": reverse("review:queue"),
        "queue, asked": query(reverse("review:queue"), **asked),
        "decisions": reverse("review:log"),
        "workspace": reverse("review:workspace", args=[article.pk]),
        "what is known": reverse("review:actor_edit", args=[confirmed.actor.slug]),
        "what is known, asked": query(
            reverse("review:actor_edit", args=[confirmed.actor.slug]), wikidata=HOSTILE
        ),
        "contradictions": reverse("review:contradictions"),
        "contradictions, fine": query(reverse("review:contradictions"), state="fine"),
        "actor options": query(reverse("review:actor_options"), q="script"),
        "import": reverse("import_upload"),
        "batch": batch.get_absolute_url(),
        "upload": table.get_absolute_url(),
        "log-in": query(reverse("login"), next=HOSTILE),
        "nowhere": f"/{urlencode({'x': HOSTILE})}/",
        "admin, article": f"/admin/articles/article/{article.pk}/change/",
        "admin, articles": query("/admin/articles/article/", q=HOSTILE),
        "admin, file": f"/admin/articles/importfile/{table.files.get().pk}/change/",
        "admin, files": "/admin/articles/importfile/",
        "admin, item": f"/admin/articles/importitem/{first.pk}/change/",
        "admin, items": "/admin/articles/importitem/",
        "admin, run": f"/admin/entities/extractionrun/{failed.pk}/change/",
        "admin, runs": "/admin/entities/extractionrun/",
        "admin, actor": f"/admin/entities/actor/{confirmed.actor_id}/change/",
        "admin, feed": f"/admin/articles/feed/{feed.pk}/change/",
        "admin, feeds": "/admin/articles/feed/",
        "admin, token": f"/admin/articles/ingesttoken/{token.pk}/change/",
        "admin, tokens": "/admin/articles/ingesttoken/",
        "admin, decisions": "/admin/entities/decision/",
        "admin, tags": "/admin/entities/tag/",
        "admin, mentions": "/admin/entities/mention/",
    }


# Where nothing of the archive's text is to be expected.
WITHOUT_TEXT = {"article, asked", "log-in", "nowhere", "accuracy"}
WITHOUT_TEXT |= {"two factors", "two factors, set-up"}


# --- Hostile text --------------------------------------------------------------------------------


def test_hostile_text_is_shown_as_text_wherever_it_is_shown(pages: dict[str, str]) -> None:
    for role in ("admin", "chief editor", "anonymous"):
        client = client_of(role)
        for name, url in pages.items():
            response = client.get(url)
            assert response.status_code in (200, 302, 400, 403, 404), (role, name)
            page = Page(response.content.decode())
            assert not page.dangers, (role, name)
            assert "alert" not in page.tags
            assert "\u202e" not in page.text, (role, name)
            if role == "admin" and name not in WITHOUT_TEXT:
                assert "<script>alert(1)</script>" in page.text, (role, name)
                assert "{{ 6|add:1 }}" in page.text, (role, name)


def test_hostile_text_is_harmless_in_the_answers_of_forms(pages: dict[str, str]) -> None:
    client = client_of("chief editor")
    tag = Article.objects.get().tags.order_by("pk")[2]
    decide = reverse("review:decide", args=[tag.article_id, tag.actor_id])
    add = reverse("review:add", args=[tag.article_id])
    form = {"version": "1", "seen_kind": "person", "note": HOSTILE, "verb": "relink"}
    known = {"seen": "0", "note": HOSTILE, "kind": "place", "seen_kind": "person"}
    known |= dict.fromkeys(["name", "description", "country", "wikidata", "died_on"], HOSTILE)
    known |= dict.fromkeys(["title", "of", "start", "end", "role", "office"], HOSTILE)
    for url, fields in [
        (decide, {**form, "to": HOSTILE}),
        (decide, {**form, "to": "x", "kind": HOSTILE}),
        (decide, {**form, "verb": HOSTILE}),
        (add, {**form, "words": HOSTILE, "to": HOSTILE}),
        (add, {**form, "words": "nowhere " + HOSTILE}),
        *(
            (reverse("review:actor_edit", args=[tag.actor.slug]), {**known, "act": act})
            for act in (*FORMS, HOSTILE)
        ),
        (reverse("import_upload"), {"source": HOSTILE, "published_on": HOSTILE}),
        (reverse("login"), {"username": HOSTILE, "password": HOSTILE, "next": HOSTILE}),
    ]:
        for headers in ({}, {"HX-Request": "true"}):
            response = client.post(url, fields, headers=headers, follow=True)
            assert not Page(response.content.decode()).dangers, (url, fields)


def test_strange_parameters_are_no_errors(pages: dict[str, str]) -> None:
    client = client_of("admin")
    names = ("q", "actor", "source", "from", "to", "page", "before", "not", "saved", "at", "sort")
    names += ("wikidata", "check", "state")
    paths = {url.partition("?")[0] for name, url in pages.items() if not name.startswith("admin")}
    for path in sorted(paths):
        for value in STRANGE:
            response = client.get(path, dict.fromkeys(names, value))
            assert response.status_code < 500
    for path in (reverse("review:log"), reverse("review:actor_options"), reverse("search")):
        for name in names:
            assert client.get(path, {name: "9" * 30}).status_code < 500, (path, name)


def test_name_that_turns_what_follows_is_straightened() -> None:
    assert actor_named(f" Mira\x00 {TURNED}\n Tolvan", "person").name == "Mira live\u202c Tolvan"


# --- Policy and headers --------------------------------------------------------------------------


def assert_strict(policy: str) -> None:
    directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    for name in ("script-src", "style-src", "connect-src", "form-action"):
        assert directives[name] == "'self'"
    assert directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert "*" not in policy


def test_every_page_has_a_strict_policy_and_needs_no_exception(pages: dict[str, str]) -> None:
    anonymous, administrator = client_of("anonymous"), client_of("admin")
    for client in (anonymous, administrator):
        for url in pages.values():
            response = client.get(url)
            assert_strict(response["Content-Security-Policy"])
            assert response["X-Frame-Options"] == "DENY"
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Referrer-Policy"] == "same-origin"
            assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_admin_site_works_under_the_same_policy(admin: User, client: Client) -> None:
    make_tag(make_article(), "Tolvan", make_actor())
    client.force_login(admin)
    for url in admin_addresses():
        response = client.get(url)
        assert_strict(response["Content-Security-Policy"])
        assert not Page(response.content.decode()).dangers, url


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, editor: User) -> None:
    client.get(reverse("login"))
    client.post(reverse("login"), {"username": "editor", "password": "editor-password"})
    assert set(client.cookies) == {"sessionid", "csrftoken"}
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


PRODUCTION = {
    "NEWSROOM_HTTPS": "1",
    "NEWSROOM_SECRET_KEY": "5R-x0WmX4vJp8K2tq7ZbLd9sYc1fGh3NaEuTiOrQyVw6BzPkMj_CeSgXh",
    "NEWSROOM_ALLOWED_HOSTS": "archive.example",
    "DJANGO_SETTINGS_MODULE": "newsroom.settings",
}


def in_production(*command: str, data: Path) -> str:
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT,
        env={**os.environ, **PRODUCTION, "NEWSROOM_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_production_settings_pass_the_deploy_check(tmp_path: Path) -> None:
    said = in_production("manage.py", "check", "--deploy", "--fail-level=WARNING", data=tmp_path)
    assert "no issues" in said


def test_production_has_secure_cookies_and_strict_transport(tmp_path: Path) -> None:
    script = (
        "import django, json; django.setup()\n"
        "from django.test import Client\n"
        "visit = lambda secure: Client().get('/login/', secure=secure, headers="
        "{'Host': 'archive.example'})\n"
        "page, plain = visit(True), visit(False)\n"
        "print(json.dumps([page['Strict-Transport-Security'], page.cookies['csrftoken']['secure'],"
        " plain.status_code, plain['Location'], django.conf.settings.SESSION_COOKIE_SECURE]))"
    )
    told = json.loads(in_production("-c", script, data=tmp_path))
    assert told == [
        "max-age=31536000; includeSubDomains; preload",
        True,
        301,
        "https://archive.example/login/",
        True,
    ]


# --- Log-in and forms ----------------------------------------------------------------------------


def log_in(client: Client, username: str, password: str, **fields: str) -> int:
    data = {"username": username, "password": password, **fields}
    return client.post(reverse("login"), data).status_code


def test_log_in_is_refused_after_too_many_failures(
    client: Client, editor: User, settings: Settings
) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    assert [log_in(client, "editor", "wrong") for _ in range(3)] == [200, 200, 429]
    refused = client.post(reverse("login"), {"username": "editor", "password": "editor-password"})
    assertContains(refused, "Too many failed log-ins", status_code=429)


def test_failures_for_one_account_lock_nobody_else_out(
    client: Client, editor: User, chief: User, settings: Settings
) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    for _ in range(4):
        log_in(client, "editor", "wrong")
    assert log_in(client, "chief-editor", "chief-editor-password") == 302
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert log_in(elsewhere, "editor", "editor-password") == 302


def test_log_in_of_the_admin_site_is_throttled_too(client: Client, settings: Settings) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    data = {"username": "admin", "password": "wrong"}
    statuses = [client.post("/admin/login/", data).status_code for _ in range(4)]
    assert statuses == [200, 200, 429, 429]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_log_in_leads_to_no_other_site(client: Client, editor: User, target: str) -> None:
    data = {"username": "editor", "password": "editor-password", "next": target}
    assertRedirects(client.post(reverse("login"), data), reverse("review:queue"))


def test_undo_leads_to_no_other_site(client: Client, editor: User) -> None:
    decision = confirm(make_tag(make_article(), "Tolvan", make_actor()), editor=editor)
    client.force_login(editor)
    url = reverse("review:undo", args=[decision.pk])
    response = client.post(url, {"next": "https://evil.example/"})
    assert response["Location"].startswith("/review/")


@pytest.mark.parametrize("role", ROLES)
def test_form_without_its_token_is_refused(role: str) -> None:
    decision = confirm(
        make_tag(make_article(), "Tolvan", make_actor()), editor=make_user("editor", "somebody")
    )
    upload = make_upload(make_user("chief editor", "somebody-else"), ("a.txt", "Tolvan left."))
    arguments = {
        "import_retry": [upload.pk],
        "import_file": [upload.files.get().pk],
        "review:add": [decision.article_id],
        "review:add_quote": [decision.article_id],
        "review:add_interaction": [decision.article_id],
        "review:lease": [decision.article_id],
        "review:second_reading": [SecondReading.objects.create(article=decision.article).pk],
        "review:decide": [decision.article_id, decision.actor_id],
        "review:undo": [decision.pk],
        "review:siblings": [decision.pk],
        "review:batch_act": [1],
        "review:batch_undo": [1],
        "review:rule": [1],
        "review:reextract": [decision.article_id],
        "review:quote": [decision.article_id, 1],
        "review:interaction": [decision.article_id, 1],
        "review:rest": [decision.article_id],
        "review:rest_undo": [decision.article_id, 1],
        "review:act": [decision.article_id, "takedown"],
        "review:restore": [1],
        "review:actor_edit": ["mira-tolvan"],
        "review:settle": [1],
        "review:merge": [1, 2],
        "review:split": [1],
        "review:not_the_same": [1],
        "review:undo_actor": [1],
        "review:held": [1],
        "review:report_settle": [1],
        "article_report": [decision.article_id, "x"],
    }
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(role).cookies
    posts = [name for name, (_get, post) in TABLE.items() if set(post) & {200, 302, 422}]
    assert {"import_upload", "login", "logout", "review:act", *arguments} <= set(posts)
    for name in posts:
        response = client.post(reverse(name, args=arguments.get(name)), {})
        assertContains(response, "The form was too old", status_code=403)


def test_log_out_takes_a_form(client: Client, editor: User) -> None:
    client.force_login(editor)
    assert client.get(reverse("logout")).status_code == 405
    assert client.get(reverse("review:queue")).status_code == 200
    assertRedirects(client.post(reverse("logout")), reverse("home"))
    assert client.get(reverse("review:queue")).status_code == 302
