"""Which tests stay together when pytest-xdist runs them in several processes.

Loaded by `-p` in pyproject.toml. Every other test goes to the process that is free next, so that
all of them end at the same time.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

# These share what takes long to make: an archive and a browser, a first run, servers, kept rows.
TOGETHER = (
    "tests/browser/",
    "tests/articles/test_search_phrases.py",
    "tests/articles/test_search_recent.py",
    "tests/entities/test_queue_walks.py",
    "tests/newsroom/test_gone.py",
    "tests/newsroom/test_permissions.py",
    "tests/newsroom/test_up.py",
    "tests/newsroom/test_services_running.py",
)


class Scheduling(LoadScopeScheduling):
    """Hands out the tests of TOGETHER group by group, then the rest one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for group in TOGETHER if nodeid.startswith(group)), nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return Scheduling(config, log)
