"""Every page of the desk, with something on it: accessible, and whole at any width."""

import json
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Browser, expect

from tests.browser.acting import act, bring, send, upload
from tests.browser.conftest import Archive, log_in, new_page, on_the_server
from tests.browser.test_pages import look
from tests.newsroom.test_permissions import TABLE

BODY = """\
HALDEN, June {0}, 2024 - Sigrun Falk of Velmark met Minister Mira Tolvan in Halden on Monday.

“The Intergovernmental Preparatory Commission for Comprehensive Navigation on Lakes will not \
reconvene,” Falk said. Inspector Runar Selmer arrested Piet Castellane. This was report {0}.
"""
OTHERS = "Minister S. Falk of Velmark opened the bridge. R. Selmer of Velmark thanked the ferrymen."
LISTS = ["", "me/", "figures/", "decisions/", "duplicates/", "contradictions/", "memory/", "acts/"]
LISTS += ["contradictions/?state=fine", "decisions/?editor=1", "reports/?state=settled"]
LISTS += ["reports/", "audit/", "held/", "off-the-site/", "actors/", "actors/?q=falk"]
LISTS += ["?source=999999", "?state=unsure", "?date_from=2031-02-30"]
LOOKS = [(1280, "light"), (1280, "dark"), (390, "light")]


@pytest.fixture(scope="module")
def pages(browser: Browser, archive: Archive) -> list[str]:
    page = new_page(browser, archive)
    log_in(page, archive, "chief")
    reports = [
        {
            "guid": f"pages-of-the-desk:{number}",
            "headline": f"Falk meets Tolvan, part {number}",
            "published_at": f"2024-06-{number:02}",
            "source": "Selmer Gazette",
            "body": BODY.format(number) if number < 4 else OTHERS,
        }
        for number in range(1, 5)
    ]
    upload(page, "falk.jsonl", "\n".join(map(json.dumps, reports)))
    expect(page.locator(".import-state[data-state=done]")).to_have_count(4, timeout=180_000)
    call = "from tests.browser.desk_data import made; print(made())"
    made = json.loads(on_the_server(archive, call))

    article = bring(page, guid="pages-of-the-desk:5", headline="Weir is mended", body="It held.")
    act(page, article, "Correct")
    page.get_by_label("Text", exact=True).fill("It held well.")
    send(page, "Correct")
    act(page, article, "Retract", note="Nobody saw it.")
    send(page, "Retract")
    restore = page.get_by_role("link", name="Restore").first.get_attribute("href")
    upload(page, "again.jsonl", '{"guid": "pages-of-the-desk:5", "body": "It broke."}')
    expect(page.locator(".import-outcome")).to_have_text("held for an editor")
    history = f"/review/{urlsplit(article).path.split('/')[2]}/history/"
    page.goto(history)
    held = page.get_by_role("link", name="Compare and choose").get_attribute("href")
    acts = page.locator(".act-list a").first.get_attribute("href")
    page.context.close()
    own = [f"/review/{path}" for path in LISTS]
    return [*own, *made.values(), history, *filter(None, (restore, held, acts))]


def test_every_page_of_the_desk_is_looked_at(pages: list[str]) -> None:
    looked_at = {resolve(urlsplit(path).path).view_name for path in pages}
    of_a_chief = {
        name for name, (get, _) in TABLE.items() if name.startswith("review:") and get[3] == 200
    }
    assert looked_at == of_a_chief


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_the_desk_and_nothing_sticks_out(
    browser: Browser, archive: Archive, pages: list[str], width: int, scheme: str
) -> None:
    page = new_page(browser, archive, width=width, scheme="dark" if scheme == "dark" else "light")
    log_in(page, archive, "chief")
    troubles: list[str] = []
    for path in pages:
        response = page.goto(path)
        assert response
        assert response.status in (200, 400), path
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
        troubles += look(page)
    page.context.close()
    assert troubles == []
