"""An editor's first log-in with a second factor, the next with its code, one with a paper code."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Archive, give_password, made_account, new_page
from tests.browser.test_pages import look

HALF_MINUTE_S = 30


def code(secret: str, *, later: int = 0) -> str:
    """What an app shows now, or `later` half minutes from now, which is taken too."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // HALF_MINUTE_S + later))


def enter(page: Page, said: str, button: str) -> None:
    page.get_by_label("Code").fill(said)
    page.get_by_role("button", name=button, exact=True).click()


def test_an_editor_sets_up_the_second_factor_and_logs_in_with_it(
    page: Page, browser: Browser, archive: Archive
) -> None:
    name, password = made_account(archive, "newcomer")
    give_password(page, name, password)
    page.wait_for_url("**/review/")
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name="Set it up").click()
    secret = page.locator(".account-key").inner_text().replace(" ", "")
    enter(page, "000000", "Set up")
    expect(page.locator(".errorlist")).to_contain_text("not the code that the app should show")
    assert page.locator(".account-key").inner_text().replace(" ", "") == secret
    enter(page, code(secret), "Set up")
    paper = page.locator(".recovery-codes code").all_inner_texts()
    assert len(paper) == 10
    page.get_by_role("link", name="I have them: go on").click()
    expect(page.get_by_text("10 are unused")).to_be_visible()

    later = new_page(browser, archive)
    give_password(later, name, password)
    expect(later.get_by_role("heading", level=1)).to_have_text("Log in: your code")
    later.goto("/review/")
    assert "/login/" in later.url, "the password alone opens the desk"
    give_password(later, name, password)
    enter(later, "000000", "Log in")
    expect(later.locator(".errorlist")).to_contain_text("wrong, or was used already")
    enter(later, code(secret, later=1), "Log in")
    later.wait_for_url("**/review/")

    lost = new_page(browser, archive)
    give_password(lost, name, password)
    enter(lost, paper[0], "Log in")
    lost.wait_for_url("**/review/")
    assert look(lost, "/two-factor/") == []
    expect(lost.get_by_text("9 are unused")).to_be_visible()
    for one in (later, lost):
        one.context.close()


def test_axe_finds_nothing_where_codes_are_asked_for_and_shown(
    browser: Browser, archive: Archive
) -> None:
    for at, (width, scheme) in enumerate([(1280, "light"), (1280, "dark"), (390, "light")]):
        name, password = made_account(archive, f"newcomer-{at}")
        page = new_page(browser, archive, width=width, scheme=scheme)
        give_password(page, name, password)
        assert look(page, "/two-factor/") == []
        assert look(page, "/two-factor/set-up/") == []
        enter(page, "1", "Set up")
        assert look(page) == []
        secret = page.locator(".account-key").inner_text().replace(" ", "")
        enter(page, code(secret), "Set up")
        assert look(page) == []
        page.context.clear_cookies()
        give_password(page, name, password)
        assert look(page) == []
        page.context.close()
