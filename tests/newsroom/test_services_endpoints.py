"""Where the servers are: worked out from the data folder and the environment."""

import os
from pathlib import Path

import pytest

from newsroom.services import data_folder, resolve_endpoints
from newsroom.services.endpoints import check_given_servers, forget_libpq_variables, valkey_socket
from newsroom.services.errors import ServiceError
from newsroom.services.folders import PROJECT

LONGEST_SOCKET_PATH = 103  # macOS; Linux has four more


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "NEWSROOM_DATA"):
        monkeypatch.delenv(name, raising=False)


def test_data_folder_is_in_the_project_unless_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert data_folder() == PROJECT / ".data"
    monkeypatch.setenv("NEWSROOM_DATA", "~/archive")
    assert data_folder() == (Path.home() / "archive").resolve()


def test_endpoints_are_the_same_each_time_and_differ_between_folders(tmp_path: Path) -> None:
    assert resolve_endpoints(tmp_path) == resolve_endpoints(tmp_path)
    other = resolve_endpoints(tmp_path / "other")
    assert resolve_endpoints(tmp_path).database_url != other.database_url
    assert resolve_endpoints(tmp_path).redis_url != other.redis_url


def test_socket_paths_are_short_however_deep_the_data_folder_lies(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["a-rather-long-folder-name"] * 12)
    folder = resolve_endpoints(deep).database_url.partition("host=")[2]
    assert len(f"{folder}/.s.PGSQL.5432.lock") < LONGEST_SOCKET_PATH
    assert len(str(valkey_socket(deep))) < LONGEST_SOCKET_PATH


def test_urls_of_the_environment_replace_the_embedded_servers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://archive@db/archive")
    monkeypatch.setenv("REDIS_URL", "rediss://queue:6380/2?ssl_cert_reqs=required")
    endpoints = resolve_endpoints(tmp_path)
    assert endpoints.database_url == "postgresql://archive@db/archive"
    assert not endpoints.embedded_database
    assert not endpoints.embedded_redis
    assert endpoints.broker_url == "rediss://queue:6380/2?ssl_cert_reqs=required"


@pytest.mark.parametrize(
    ("given", "cache"),
    [
        ("redis://queue:6379", "redis://queue:6379/1"),
        ("redis://queue:6379/3", "redis://queue:6379/4"),
        ("unix:///run/valkey.sock", "unix:///run/valkey.sock?db=1"),
    ],
)
def test_cache_never_shares_the_queue_s_database(
    given: str, cache: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REDIS_URL", given)
    assert resolve_endpoints(tmp_path).cache_url == cache


def test_celery_gets_the_socket_in_its_own_spelling(tmp_path: Path) -> None:
    expected = f"redis+socket://{valkey_socket(tmp_path)}?virtual_host=0"
    assert resolve_endpoints(tmp_path).broker_url == expected


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgresql://archive:hush@127.0.0.1:1/archive"),
        ("REDIS_URL", "redis://:hush@127.0.0.1:1/0"),
        ("REDIS_URL", "http://:hush@127.0.0.1:1/0"),
    ],
)
def test_server_that_does_not_answer_is_named_without_its_password(
    name: str, url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(name, url)
    with pytest.raises(ServiceError, match=f"named by {name} does not answer") as trouble:
        check_given_servers(resolve_endpoints(tmp_path))
    assert "hush" not in str(trouble.value)


def test_libpq_variables_are_forgotten_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("PAGER", "less")
    forget_libpq_variables()
    assert "PGHOST" not in os.environ
    assert os.environ["PAGER"] == "less"
