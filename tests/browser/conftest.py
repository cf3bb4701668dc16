"""A whole archive, started as a newcomer starts it, and a real Chromium in front of it.

`archive` runs `manage.py up` with the demo archive in a data folder of its own: web server, worker,
beat, PostgreSQL and Valkey are the real processes. Tests share it and make what they change.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from newsroom.services.locks import wait_until
from tests.newsroom.launching import Launched, environment, free_port, fresh_data_folder, manage

ROOT = Path(__file__).resolve().parents[2]

# Chromium looks for its maker's hosts at every start unless told not to.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
)


# A condition is met in milliseconds, and on a machine that has other work to do in seconds.
expect.set_options(timeout=20_000)
READ_WITHIN_S = 400


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Archive:
    """A running archive: where it is, who can log in, and its data folder."""

    url: str
    passwords: dict[str, str]
    data: Path


@pytest.fixture(scope="package")
def archive() -> Iterator[Archive]:
    port = free_port()
    command = (sys.executable, ROOT / "manage.py", "up", "--port", str(port))
    with fresh_data_folder() as data, Launched(*command, env=environment(data)) as launched:
        assert launched.says("The archive is at"), launched.complained()
        # Else the queue would change while a test walks it.
        assert wait_until(lambda: _is_read(port), READ_WITHIN_S, every_s=0.5), launched.complained()
        accounts = re.findall(r"^\s*(editor|chief|admin)\s+(\S+)$", launched.said(), re.MULTILINE)
        yield Archive(f"http://127.0.0.1:{port}", dict(accounts), data)


def _is_read(port: int) -> bool:
    """Whether the machine has looked for actors in every report of the demo."""
    with urlopen(f"http://127.0.0.1:{port}/") as home:
        told = re.findall(r"([0-9]+) article|actors in ([0-9]+) of them", home.read().decode())
    held = next(int(one) for one, _read in told if one)
    return any(read and int(read) == held for _one, read in told)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    # Playwright's event loop must end with these tests: where one runs, Django opens no connection.
    chromium = os.environ.get("CHROMIUM") or _found_chromium()
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*QUIET, *sandbox])
        yield browser
        browser.close()


def _found_chromium() -> str:
    found = subprocess.run(
        [ROOT / "scripts" / "chromium"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if found.returncode:
        pytest.fail(found.stderr)
    return found.stdout.strip()


@pytest.fixture
def context(browser: Browser, archive: Archive) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=archive.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test on any script error or refused resource."""
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
    page.on(
        "console",
        lambda message: (
            troubles.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    yield page
    assert troubles == []


def log_in(page: Page, archive: Archive, name: str) -> None:
    give_password(page, name, archive.passwords[name])
    page.wait_for_url(lambda url: "/login/" not in url)


def give_password(page: Page, name: str, password: str) -> None:
    page.goto("/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


def new_page(
    browser: Browser,
    archive: Archive,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    script: bool = True,
) -> Page:
    """A window of a browser of its own; whoever asks for it closes its context."""
    context = browser.new_context(
        base_url=archive.url,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=script,
    )
    context.set_default_timeout(20_000)
    return context.new_page()


def on_the_server(archive: Archive, code: str) -> str:
    """Run code in the shell of the archive, as an administrator would; return what it prints."""
    with manage("shell", "--no-imports", "-v", "0", "-c", code, data=archive.data) as shell:
        assert shell.code() == 0, shell.complained()
        return shell.said()


def made_account(archive: Archive, name: str) -> tuple[str, str]:
    """Make an editor; return the name and the password."""
    password = f"{name}-of-Halden-1978"
    on_the_server(
        archive,
        "from django.contrib.auth.models import Group, User\n"
        f"user = User.objects.create_user({name!r}, password={password!r})\n"
        "user.groups.add(Group.objects.get(name='editor'))",
    )
    return name, password
