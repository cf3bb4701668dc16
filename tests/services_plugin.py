"""Real PostgreSQL and Valkey for the whole session, in a folder that is thrown away.

Loaded by `-p` in pyproject.toml, so that the folder is named before Django reads its settings.
DATABASE_URL and REDIS_URL replace the servers, as everywhere.
"""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from newsroom.services import running

DATA = Path(tempfile.mkdtemp(prefix="newsroom-tests-"))
DATA.chmod(0o755)  # root's PostgreSQL runs as another user
os.environ["NEWSROOM_DATA"] = str(DATA)
os.environ["NEWSROOM_SECRET_KEY"] = "only for tests"  # noqa: S105

_session = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    _session.callback(shutil.rmtree, DATA, ignore_errors=True)
    _session.enter_context(running(DATA))


def pytest_unconfigure(config: pytest.Config) -> None:
    _session.close()
