"""Real PostgreSQL and Valkey for the whole session, in a folder that is thrown away.

Loaded by `-p` in pyproject.toml, so that the folder is named before Django reads its settings.
Where pytest-xdist runs the tests in several processes, each of them has servers of its own, and so
can neither empty another's cache nor take its tasks. DATABASE_URL and REDIS_URL replace the
servers, as everywhere: then each process has a database and a pair of numbers of its own on them.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from newsroom.services import running

DATA = Path(tempfile.mkdtemp(prefix="newsroom-tests-"))
DATA.chmod(0o755)  # root's PostgreSQL runs as another user
os.environ["NEWSROOM_DATA"] = str(DATA)
os.environ["NEWSROOM_SECRET_KEY"] = "only for tests"  # noqa: S105


def _own_numbers(redis_url: str, process: str) -> str:
    """The server's address, the numbers of queue and cache moved up by two for each process."""
    parts = urlsplit(redis_url)
    first = int(parts.path.strip("/") or 0)
    return parts._replace(path=f"/{first + 2 * int(process.removeprefix('gw'))}").geturl()


if "REDIS_URL" in os.environ and (process := os.environ.get("PYTEST_XDIST_WORKER")):
    os.environ["REDIS_URL"] = _own_numbers(os.environ["REDIS_URL"], process)

_session = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    _session.callback(shutil.rmtree, DATA, ignore_errors=True)
    if not _only_hands_out_tests(config):
        _session.enter_context(running(DATA))


def pytest_unconfigure(config: pytest.Config) -> None:
    _session.close()


def _only_hands_out_tests(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput") and bool(config.getoption("numprocesses", None))
