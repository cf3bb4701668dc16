"""Whole ways through the desk: without script, by keyboard from the queue on, with keys off."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Archive, log_in, new_page
from tests.browser.test_desk import QUARREL, items, reported, settle


@pytest.fixture
def chief(browser: Browser, archive: Archive) -> Iterator[Page]:
    page = new_page(browser, archive)
    log_in(page, archive, "chief")
    yield page
    page.context.close()


def address(page: Page) -> str:
    return page.url.split("?")[0].split("#")[0]


def decisions(page: Page) -> Locator:
    return page.locator(".desk-history .decision")


def test_an_editor_reviews_without_script_from_the_log_in_to_the_next_article(
    browser: Browser, archive: Archive
) -> None:
    page = new_page(browser, archive, script=False)
    page.goto("/review/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(archive.passwords["editor"])
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review")
    page.get_by_role("link", name="Start with the next that is free").click()
    article = address(page)

    item = page.locator(".desk-item[data-status='suggested']").first
    identity = f"#{item.get_attribute('id')}"
    item.get_by_role("button", name="Reject").click()
    expect(page.locator(identity)).to_have_attribute("data-status", "rejected")
    expect(page.locator("#desk-status")).to_contain_text("Saved")
    page.locator("#desk-status").get_by_role("button", name="Undo").click()
    expect(page.locator(identity)).to_have_attribute("data-status", "suggested")
    page.locator(identity).get_by_role("button", name="Confirm").click()
    expect(page.locator(identity)).to_have_attribute("data-status", "confirmed")
    page.get_by_role("link", name="Next article").click()
    assert address(page) != article
    expect(page.locator(".desk-item").first).to_be_visible()

    page.get_by_role("link", name="Queue", exact=True).click()
    page.get_by_role("navigation", name="Desk").get_by_role("link", name="Decision log").click()
    line = page.locator(".decision").first
    expect(line).to_contain_text("editor confirmed")
    line.get_by_role("link", name=re.compile("^Undo")).click()
    expect(page.get_by_role("heading", name="What this would change")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".decision").first).to_contain_text("undid: confirmed")
    page.context.close()


def test_the_keyboard_alone_leads_from_the_queue_through_an_article_to_the_next(
    page: Page, archive: Archive
) -> None:
    log_in(page, archive, "editor")
    page.goto("/review/")
    tab_to(page, "Start with the next that is free")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/review/\d+/"))
    article = address(page)
    expect(page.locator(".desk-item[aria-current]")).to_have_count(1)
    suggested = page.locator(".desk-item[data-status='suggested']")
    left = suggested.count()
    while left > 1:
        at = page.locator(".desk-item[aria-current]").get_attribute("id")
        page.keyboard.press("a")
        expect(page.locator(f"#{at}")).to_have_attribute("data-status", "confirmed")
        settle(page)
        left = suggested.count()
    page.keyboard.press("Shift+A")
    page.wait_for_url(lambda url: article not in url)
    settle(page)
    page.keyboard.press("u")
    page.wait_for_url(lambda url: article in url)
    expect(suggested).to_have_count(1)


def tab_to(page: Page, name: str) -> None:
    """Press Tab as somebody without a mouse would, until the thing of that name has the focus."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    pytest.fail(f"Tab never comes to {name}")


@pytest.mark.parametrize("where", ["browser", "person"])
def test_single_keys_that_are_switched_off_do_nothing(
    page: Page, chief: Page, archive: Archive, where: str
) -> None:
    desk = reported(chief, f"quarrel for the {where}", QUARREL + f"\nThe {where} came last.")
    log_in(page, archive, "editor")
    if where == "person":
        set_keys(page, on=False)
    page.goto(desk)
    if where == "browser":
        page.get_by_label("Single keys").uncheck()
    expect(page.get_by_label("Single keys")).not_to_be_checked()
    items(page).nth(1).focus()
    before = page.locator("main").inner_html()
    for key in "jkaruvltscxwnA>?0123456789":
        page.keyboard.press(key)
        expect(page.locator(".htmx-request")).to_have_count(0)
    assert address(page).endswith(desk)
    assert page.locator("main").inner_html() == before
    assert page.evaluate("document.activeElement.matches('.desk-item')")
    page.reload()
    expect(decisions(page)).to_have_count(0)

    page.goto("/review/audit/")
    question = page.locator("input[name=item]").get_attribute("value")
    for key in "ync":
        page.keyboard.press(key)
    assert page.locator("input[name=item]").get_attribute("value") == question
    set_keys(page, on=True)


def set_keys(page: Page, *, on: bool) -> None:
    page.goto("/review/me/")
    page.get_by_label("Single letters act on the desk").set_checked(on)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: how you want the keys.")).to_be_visible()


def test_an_editor_undoes_what_another_decided_and_is_told_so(
    page: Page, chief: Page, archive: Archive
) -> None:
    """In the log, with what it would change shown first; the other is told at the next action."""
    desk = reported(chief, "undone quarrel", QUARREL + "\nIt was soon forgotten.")
    chief.goto(desk)
    tag = items(chief, "tag").last
    identity = f"#{tag.get_attribute('id')}"
    tag.get_by_role("button", name="Reject").click()
    expect(chief.locator(identity)).to_have_attribute("data-status", "rejected")

    log_in(page, archive, "editor")
    page.goto("/review/decisions/")
    line = page.locator(".decision").filter(has_text="undone quarrel").first
    expect(line).to_contain_text("chief rejected")
    line.get_by_role("link", name=re.compile("^Undo")).click()
    expect(page.get_by_role("heading", name="What this would change")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".decision").filter(has_text="undone by editor").first).to_be_visible()

    notice = chief.locator("#desk-notice")
    chief.locator(identity).get_by_role("button", name="Undo").click()
    expect(notice.get_by_role("heading", name="editor", exact=True)).to_be_visible()
    expect(chief.locator(identity)).to_have_attribute("data-status", "suggested")
