"""Two editors, two browsers: who is at an article, taking over, and what each is told."""

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Archive, log_in

# Each of two editors has one, and may have loaded another ahead.
MOST_NEEDED = 8


def of(browser: Browser, archive: Archive, name: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context(base_url=archive.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    page = context.new_page()
    log_in(page, archive, name)
    while page.locator(".queue-item").count() < MOST_NEEDED:  # the demo archive is being read
        page.wait_for_timeout(500)
        page.goto("/review/")
    return context, page


def test_two_editors_see_each_other_and_neither_loses_anything(
    browser: Browser, archive: Archive
) -> None:
    (first_context, first), (second_context, second) = (
        of(browser, archive, name) for name in ("editor", "chief")
    )
    first.goto("/review/next/")
    article = first.url.split("?")[0]
    expect(first.locator(".desk-lease")).to_have_count(0)

    second.goto("/review/next/")
    assert second.url.split("?")[0] != article, "both were given the same article"

    second.goto(article)
    there = second.locator(".desk-lease")
    expect(there).to_contain_text("editor has been at this article since")
    there.get_by_role("button", name="Take over").click()
    expect(there).to_have_count(0)

    item = first.locator(".desk-item").first
    item.get_by_role("button", name=re.compile("^.?Confirm")).click()
    expect(first.locator(".desk-lease")).to_contain_text("took this article over from you")
    expect(first.locator("#desk-status")).to_contain_text("Saved")

    second.reload()
    expect(second.locator(".desk-history .decision").first).to_contain_text("confirmed")
    for context in (first_context, second_context):
        context.close()


def test_somebody_who_only_reads_learns_who_came(browser: Browser, archive: Archive) -> None:
    (first_context, first), (second_context, second) = (
        of(browser, archive, name) for name in ("editor", "chief")
    )
    first.clock.install()
    first.goto("/review/next/")
    article = first.url.split("?")[0]
    second.goto(article)
    second.get_by_role("button", name="Take over").click()
    expect(second.locator(".desk-lease")).to_have_count(0)
    first.clock.run_for(125_000)
    expect(first.locator(".desk-lease")).to_contain_text("took this article over from you")
    for context in (first_context, second_context):
        context.close()
