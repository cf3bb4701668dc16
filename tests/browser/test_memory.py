"""An editor makes a rule, sees it wait, puts it in force and takes it back, in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Archive, log_in


def open_form(page: Page) -> None:
    page.goto("/review/memory/")
    page.get_by_text("Make a rule", exact=True).click()


def test_an_editor_makes_a_rule_with_the_keyboard_and_undoes_it(
    page: Page, archive: Archive
) -> None:
    log_in(page, archive, "editor")
    open_form(page)
    page.get_by_label("These words").fill("Bibi the builder")
    page.get_by_label("Actor", exact=True).press_sequentially("netanyahu")
    expect(page.locator(".desk-option").first).to_contain_text("Benjamin Netanyahu")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    rule = page.locator(".rule").filter(has_text="“Bibi the builder” means Benjamin Netanyahu")
    expect(rule).to_contain_text("Waits until you put it in force")
    rule.get_by_role("button", name="Put in force").click()
    expect(rule).to_contain_text("In force")
    rule.get_by_role("link", name=re.compile("^Undo")).click()
    expect(page.locator("main")).to_contain_text("waits again to be put in force")
    page.get_by_role("button", name="Undo").click()
    expect(rule).to_contain_text("Waits until you put it in force")


def test_an_editor_makes_a_prior_of_a_source_and_year_without_script(
    browser: Browser, archive: Archive
) -> None:
    context = browser.new_context(base_url=archive.url, java_script_enabled=False)
    page = context.new_page()
    log_in(page, archive, "editor")
    open_form(page)
    page.get_by_label("These words").fill("the Moscow set")
    page.get_by_label("Actor", exact=True).fill("vladimir p")
    page.get_by_label("Only in the source").select_option(label="Demo Wire")
    page.get_by_label("Only in the year").fill("2016")
    page.get_by_role("button", name="Show its effect first").click()
    page.get_by_role("button", name=re.compile("^Vladimir Putin")).click()
    says = "“the Moscow set” means Vladimir Putin in Demo Wire in 2016"
    expect(page.locator(".rule").first).to_contain_text(says)
    page.goto("/review/decisions/")
    page.get_by_role("link", name=re.compile(f"^Undo.*{says}")).first.click()
    expect(page.locator("main")).to_contain_text("is gone, as if nobody had made it")
    page.get_by_role("button", name="Undo").click()
    page.goto("/review/memory/?origin=editor")
    expect(page.locator(".rule").filter(has_text=says)).to_have_count(0)
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, archive: Archive, width: int, scheme: str
) -> None:
    context = browser.new_context(
        base_url=archive.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = context.new_page()
    log_in(page, archive, "editor")
    open_form(page)
    page.get_by_label("These words").fill("Halden" * 20 + f" {width}")
    page.get_by_label("What of them").select_option(label="are nobody to suggest")
    page.get_by_role("button", name="Show its effect first").click()
    page.get_by_text("Make a rule", exact=True).click()
    page.get_by_text("Where rules hold", exact=False).click()
    found = [str(one["id"]) for one in Axe().run(page).response["violations"]]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
