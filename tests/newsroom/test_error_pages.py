"""What people see when something is wrong: a page of the site, and what to do next."""

import re

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_error_pages_need_neither_request_nor_database(name: str) -> None:
    page = render_to_string(name)
    assert len(re.findall("<h1>", page)) == 1
    assert "<title>" in page
    assert "Newsroom Archive" in page


@pytest.mark.django_db
def test_an_unknown_address_leads_on(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert b"There is no such page" in response.content
    assert b'href="/search/"' in response.content


def test_a_form_without_its_token_is_explained(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "editor"})
    assert response.status_code == 403
    assert b"The form was too old to be accepted" in response.content


def test_somebody_with_another_role_is_told_so(client: Client, editor: User) -> None:
    client.force_login(editor)
    response = client.get("/import/")
    assert response.status_code == 403
    assert b"Your account may not do this" in response.content
    assert b"You are logged in as editor" in response.content


@pytest.mark.django_db
def test_a_wrong_password_is_explained_and_the_name_is_kept(client: Client) -> None:
    response = client.post("/login/", {"username": "editor", "password": "wrong"})
    assert response.status_code == 200
    assert b'role="alert"' in response.content
    assert b'value="editor"' in response.content
    assert b"Newsroom Archive" in response.content  # not the name of the host


def test_the_masthead_says_who_is_logged_in_and_logs_out(client: Client, editor: User) -> None:
    client.force_login(editor)
    page = client.get("/nowhere/").content.decode()
    assert ">editor</a>" in page
    assert '<form action="/logout/" method="post">' in page
    assert 'href="/review/"' in page
    assert 'href="/import/"' not in page
    client.post("/logout/")
    page = client.get("/nowhere/").content.decode()
    assert "Staff log-in" in page
    assert 'href="/review/"' not in page


@pytest.mark.django_db
def test_reading_sets_no_cookie(client: Client) -> None:
    assert not client.get("/actors/").cookies
