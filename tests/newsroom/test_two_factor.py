"""Two factors: who is asked for a second one, what half a log-in opens, and lost devices."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects
from pytest_django.fixtures import Settings

from newsroom import two_factor
from tests.factories import make_token, make_user

pytestmark = pytest.mark.django_db

SET_UP, CODE, STATE = "/two-factor/set-up/", "/login/code/", "/two-factor/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 (of no app)
QUEUE = "/review/"


@pytest.fixture
def required(settings: Settings) -> None:
    settings.REQUIRE_TWO_FACTOR = True


def code(secret: str = SECRET, *, later: int = 0) -> str:
    """What an app shows now, or `later` half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def give_password(client: Client, user: User, **more: str) -> str:
    """Where the right password leads."""
    data = {"username": user.username, "password": f"{user.username}-password", **more}
    return client.post(reverse("login"), data)["Location"]


def equip(user: User) -> list[str]:
    """Give an account an app, and return its recovery codes."""
    codes = two_factor.activate(user, SECRET, code(later=-1))
    assert codes
    return codes


def opens_desk(client: Client) -> bool:
    return client.get(QUEUE).status_code == 200


# --- Who is asked --------------------------------------------------------------------------------

ROLES = ("", "editor", "chief editor", "admin")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("demanded", [False, True])
@pytest.mark.parametrize("has", [False, True])
def test_password_leads_on_by_role_and_setting(
    client: Client, settings: Settings, role: str, demanded: bool, has: bool
) -> None:
    settings.REQUIRE_TWO_FACTOR = demanded
    user = make_user(role)
    if has:
        equip(user)
    to = CODE if has else SET_UP if demanded and role else QUEUE
    assert give_password(client, user) == to
    assert ("_auth_user_id" in client.session) == (to == QUEUE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("demanded", [False, True])
def test_session_from_before_the_setting_is_nobodys_where_the_account_may_do_something(
    client: Client, settings: Settings, role: str, demanded: bool
) -> None:
    settings.REQUIRE_TWO_FACTOR = demanded
    client.force_login(make_user(role))
    statuses = [client.get(url).status_code for url in (QUEUE, "/import/", "/admin/", STATE)]
    by_role = {
        "": [403, 403, 302, 200],
        "editor": [200, 403, 302, 200],
        "chief editor": [200, 200, 302, 200],
        "admin": [200, 200, 200, 200],
    }
    nobody = demanded and role
    assert statuses == ([302, 302, 302, 302] if nobody else by_role[role])


def test_right_password_alone_opens_nothing(client: Client, admin: User, required: None) -> None:
    equip(admin)
    give_password(client, admin)
    for url in (QUEUE, "/review/decisions/", "/import/", "/admin/", STATE):
        response = client.get(url)
        assert (url, response.status_code) == (url, 302)
        assert "login" in response["Location"]
    assertContains(client.get("/"), "Staff log-in")


def test_push_tokens_need_no_second_factor(client: Client, required: None) -> None:
    make_token("a-token")
    article = {"headline": "Talks", "body": "Mira Tolvan left.", "source": "Demo Wire", "guid": "1"}
    headers = {"Authorization": "Bearer a-token"}
    sent = client.post("/ingest/", article, content_type="application/json", headers=headers)
    assert sent.status_code == 200


# --- Set-up --------------------------------------------------------------------------------------


def set_up(client: Client) -> str:
    """Set an app up by the page, and return its page with the codes."""
    client.get(SET_UP)
    secret = client.session["second_factor_secret"]
    return client.post(SET_UP, {"code": code(secret)}).content.decode()


def test_set_up_logs_in_and_shows_the_recovery_codes_once(
    client: Client, editor: User, required: None
) -> None:
    give_password(client, editor, next="/review/decisions/")
    page = set_up(client)
    assert page.count("<li><code>") == 10
    assert 'href="/review/decisions/"' in page
    assert opens_desk(client)
    assertRedirects(client.get(SET_UP), STATE)
    assertNotContains(client.get(STATE), "<code>")


def test_set_up_needs_the_code_of_the_app(client: Client, editor: User, required: None) -> None:
    give_password(client, editor)
    picture = client.get(SET_UP).context["picture"]
    refused = client.post(SET_UP, {"code": "12"})
    assertContains(refused, "This is not the code")
    assert refused.context["picture"] == picture
    assert not Authenticator.objects.exists()
    assert not opens_desk(client)


def test_set_up_ends_the_other_sessions_of_the_account(client: Client, editor: User) -> None:
    elsewhere, stranger = Client(), Client()
    elsewhere.force_login(editor)
    stranger.force_login(make_user("editor", "stranger"))
    client.force_login(editor)
    set_up(client)
    assert [opens_desk(one) for one in (client, elsewhere, stranger)] == [True, False, True]


def test_secret_of_the_app_is_not_readable_in_the_database(editor: User) -> None:
    equip(editor)
    kept = Authenticator.objects.get(type="totp")
    assert SECRET not in str(kept.data)
    assert not two_factor.has(make_user("chief editor"))


def test_app_still_logs_in_under_a_key_that_was_retired(
    client: Client, editor: User, settings: Settings
) -> None:
    equip(editor)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 9
    give_password(client, editor)
    assert client.post(CODE, {"code": code()}).status_code == 302
    assert opens_desk(client)


# --- Codes ---------------------------------------------------------------------------------------


def test_code_of_the_app_logs_in_once(client: Client, editor: User) -> None:
    equip(editor)
    give_password(client, editor, next="/review/decisions/")
    assert client.post(CODE, {"code": f" {code()[:3]} {code()[3:]}"}).url == "/review/decisions/"
    assert opens_desk(client)
    again = Client()
    give_password(again, editor)
    assertContains(again.post(CODE, {"code": code()}), "wrong, or was used already")
    assert not opens_desk(again)


def test_recovery_code_logs_in_once(client: Client, editor: User, required: None) -> None:
    codes = equip(editor)
    give_password(client, editor)
    assert client.post(CODE, {"code": f"{codes[3][:4]} {codes[3][4:]}"}).status_code == 302
    assertContains(client.get(STATE), "9 are unused")
    again = Client()
    give_password(again, editor)
    assertContains(again.post(CODE, {"code": codes[3]}), "wrong, or was used already")


@pytest.mark.parametrize("typed", ["", "000", "½" * 6, "\x00", "9" * 40, "x" * 6, "١٢٣٤٥٦"])
def test_nonsense_is_no_code(client: Client, editor: User, typed: str) -> None:
    equip(editor)
    give_password(client, editor)
    assert client.post(CODE, {"code": typed}).status_code == 200
    assert not opens_desk(client)


def test_guessing_codes_is_throttled_at_one_address(
    client: Client, editor: User, settings: Settings
) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    equip(editor)
    give_password(client, editor)
    wrong = [client.post(CODE, {"code": "000"}).status_code for _ in range(3)]
    assert wrong == [200, 200, 429]
    assert client.post(CODE, {"code": code()}).status_code == 429
    refused = {"username": "editor", "password": "editor-password"}
    assert Client().post(reverse("login"), refused).status_code == 429


def test_guessing_codes_is_throttled_from_many_addresses(editor: User, settings: Settings) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    equip(editor)
    statuses = []
    for host in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{host}")
        give_password(client, editor)
        statuses.append(client.post(CODE, {"code": "000"}).status_code)
    assert statuses == [200, 200, 200, 429, 429]


def test_right_password_does_not_forget_wrong_codes(
    client: Client, editor: User, settings: Settings
) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    equip(editor)
    statuses = []
    for _ in range(3):
        give_password(client, editor)
        statuses.append(client.post(CODE, {"code": "000"}).status_code)
    assert statuses[-1] == 429


def test_password_changed_meanwhile_ends_half_a_log_in(client: Client, editor: User) -> None:
    equip(editor)
    give_password(client, editor)
    editor.set_password("another-password-of-mine")
    editor.save()
    assertRedirects(client.post(CODE, {"code": code()}), "/login/")


def test_half_a_log_in_does_not_wait_for_ever(client: Client, editor: User) -> None:
    equip(editor)
    give_password(client, editor)
    session = client.session
    session["half_login"] = {**session["half_login"], "at": time.time() - 601}
    session.save()
    assertRedirects(client.post(CODE, {"code": code()}), "/login/")


def test_admin_site_asks_for_the_code_too(client: Client, admin: User) -> None:
    equip(admin)
    data = {"username": "admin", "password": "admin-password"}
    sent = client.post("/admin/login/?next=/admin/auth/user/", data)
    assertRedirects(sent, CODE)
    assert client.post(CODE, {"code": code()}).url == "/admin/auth/user/"
    assert client.get("/admin/auth/user/").status_code == 200


# --- One's own, and lost devices -----------------------------------------------------------------


def logged_in(user: User) -> tuple[Client, list[str]]:
    client, codes = Client(), equip(user)
    give_password(client, user)
    client.post(CODE, {"code": codes[0]})
    return client, codes


def test_new_recovery_codes_replace_the_old_for_a_code(editor: User) -> None:
    client, codes = logged_in(editor)
    assertContains(client.post(STATE, {"do": "codes", "code": "1"}), "This code is wrong")
    assertContains(client.post(STATE, {"do": "codes", "code": codes[1]}), "<li><code>", count=10)
    assertContains(client.post(STATE, {"do": "codes", "code": codes[2]}), "This code is wrong")


def test_second_factor_is_switched_off_for_a_code_where_it_is_not_required(editor: User) -> None:
    client, codes = logged_in(editor)
    client.post(STATE, {"do": "remove", "code": codes[1]})
    assert give_password(Client(), editor) == QUEUE


def test_required_second_factor_is_not_switched_off(editor: User, required: None) -> None:
    client, codes = logged_in(editor)
    assertNotContains(client.get(STATE), "Switch the second factor off")
    client.post(STATE, {"do": "remove", "code": codes[1]})
    assert two_factor.has(editor)


def test_lost_device_is_reset_on_the_command_line(
    editor: User, required: None, capsys: pytest.CaptureFixture[str]
) -> None:
    client, _codes = logged_in(editor)
    call_command("reset_two_factor", "editor")
    assert "1 session ended" in capsys.readouterr().out
    assert not opens_desk(client)
    assert give_password(client, editor) == SET_UP
    assert "command line" in LogEntry.objects.get(object_id=str(editor.pk)).change_message


def test_reset_names_an_account_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="no account “nobody”"):
        call_command("reset_two_factor", "nobody")


def test_secrets_are_not_shown_in_the_admin_site(client: Client, admin: User) -> None:
    client.force_login(admin)
    assert client.get("/admin/mfa/authenticator/").status_code == 404
