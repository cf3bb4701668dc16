"""The one command, for real: it comes up, stops in order, and says what is wrong in a sentence."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import pytest

from newsroom.services import running
from newsroom.services.folders import PROJECT
from newsroom.services.locks import wait_until
from tests.newsroom.launching import (
    PATIENCE_S,
    Launched,
    alive,
    all_gone,
    free_port,
    fresh_data_folder,
    leader,
    manage,
)

EVERYTHING = ["web", "beat", "worker", "valkey", "postgresql"]


@dataclass(frozen=True)
class FirstRun:
    """What a first `up` on a fresh folder did, from its start to Ctrl-C."""

    data: Path
    status: int
    alive: list[str]
    code: int
    said: str
    complained: str
    gone: bool


@pytest.fixture(scope="module")
def first_run() -> Iterator[FirstRun]:
    port = free_port()
    with fresh_data_folder() as data, up(data, port=port) as launched:
        answer, children = status(port), alive(data)
        code = launched.end(signal.SIGINT)
        words = launched.said(), launched.complained()
        yield FirstRun(data, answer, children, code, *words, gone=all_gone(data))


@pytest.fixture
def data(first_run: FirstRun) -> Path:
    """A data folder on which `up` has been before and nothing runs."""
    assert all_gone(first_run.data)
    return first_run.data


@pytest.fixture
def fresh() -> Iterator[Path]:
    with fresh_data_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def running_up(first_run: FirstRun) -> Iterator[tuple[Path, Launched]]:
    """An `up --reload` that goes on during several tests, where one before it was killed."""
    with fresh_data_folder() as data:
        subprocess.run(["cp", "-a", first_run.data, data], check=True)  # noqa: S607
        port = free_port()
        with up(data, port=port) as launched:
            launched.end(signal.SIGKILL)
        with up(data, "--reload", port=port) as launched:
            yield data, launched


@contextmanager
def up(
    data: Path, *more: str, port: int | None = None, env: Mapping[str, str] | None = None
) -> Iterator[Launched]:
    """A running `up` that has said its address."""
    port = port or free_port()
    with manage("up", "--no-demo", f"--port={port}", *more, data=data, **(env or {})) as launched:
        assert launched.says(f"http://127.0.0.1:{port}/"), launched.complained()
        yield launched


def refused(
    *words: str, data: Path, gone: bool = True, env: Mapping[str, str] | None = None
) -> str:
    """The one sentence of an `up` that cannot be; nothing of it may be left running."""
    with manage("up", "--no-demo", *words, data=data, **(env or {})) as launched:
        assert launched.code() == 1
        assert launched.complained().count("\n") == 1
        assert not gone or all_gone(data)
        return launched.complained()


def delete(folder: Path) -> None:
    """Delete a folder in which servers go on writing: what they add meanwhile goes too."""

    def gone() -> bool:
        rmtree(folder, ignore_errors=True)
        return not folder.exists()

    assert wait_until(gone, PATIENCE_S)


def status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()


def test_fresh_folder_comes_up_and_answers(first_run: FirstRun) -> None:
    assert first_run.status == 200
    assert first_run.alive == EVERYTHING


def test_ctrl_c_stops_everything_without_a_complaint(first_run: FirstRun) -> None:
    assert first_run.code == 0
    assert first_run.said.endswith("Stopped.\n")
    assert first_run.complained == ""
    assert first_run.gone


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("postgresql", "PostgreSQL"),
        ("valkey", "Valkey"),
        ("web", "The web server"),
        ("worker", "The Celery worker"),
    ],
)
def test_death_of_one_stops_everything_and_is_told(data: Path, name: str, title: str) -> None:
    with up(data) as launched:
        os.kill(leader(data, name), signal.SIGKILL)
        assert launched.code() == 1
        sentence = f"{title} stopped unexpectedly (killed by signal 9)"
        assert launched.complained().startswith(sentence)
        assert str(data / "logs" / f"{name}.log") in launched.complained()
        assert all_gone(data)


def test_servers_stop_last_however_impatient_somebody_is(data: Path) -> None:
    with up(data) as launched:
        launched.process.send_signal(signal.SIGTERM)

        def stopped() -> bool:
            left = set(alive(data))
            users = {"web", "beat", "worker"} & left
            assert {"valkey", "postgresql"} <= left or not users, left
            if "web" not in users:
                launched.process.send_signal(signal.SIGINT)
            return not left

        assert wait_until(stopped, PATIENCE_S, every_s=0.02)
        assert launched.code() == 0
        assert all_gone(data)


def test_ctrl_c_amid_the_start_stops_what_had_started(fresh: Path) -> None:
    with manage("up", "--no-demo", f"--port={free_port()}", data=fresh) as launched:
        assert wait_until(lambda: "valkey" in alive(fresh), PATIENCE_S)
        assert launched.end(signal.SIGINT) == 0
        assert all_gone(fresh)


def test_named_servers_are_used_and_left_running(
    data: Path, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    with running(data) as servers:
        urls = {"DATABASE_URL": servers.database_url, "REDIS_URL": servers.redis_url}
        with up(fresh, env=urls) as launched:
            assert alive(fresh) == ["web", "beat", "worker"]
            assert launched.end(signal.SIGTERM) == 0
        assert alive(data) == ["valkey", "postgresql"]
    assert all_gone(data)


def test_taken_port_is_told_before_anything_starts(fresh: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert refused(f"--port={port}", data=fresh).startswith(f"Port {port} cannot be used")
    assert not (fresh / "postgresql").exists()
    assert not list((fresh / "logs").iterdir())


def test_killed_launcher_leaves_nothing_and_the_next_comes_up(
    running_up: tuple[Path, Launched],
) -> None:
    data, _ = running_up
    assert alive(data) == EVERYTHING


def test_second_up_on_one_folder_is_refused(running_up: tuple[Path, Launched]) -> None:
    data, launched = running_up
    said = refused(f"--port={free_port()}", data=data, gone=False)
    assert f"{data} is in use by process {launched.process.pid} (manage.py up)" in said
    assert alive(data) == EVERYTHING


def test_commands_use_the_servers_of_a_running_up(running_up: tuple[Path, Launched]) -> None:
    data, launched = running_up
    server = leader(data, "postgresql")
    with manage("migrate", "--check", data=data) as command:
        assert (command.code(), command.complained()) == (0, "")
    assert leader(data, "postgresql") == server
    assert launched.process.poll() is None


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_children_see_the_folder_that_was_named(running_up: tuple[Path, Launched]) -> None:
    data, _ = running_up
    told = Path(f"/proc/{leader(data, 'worker')}/environ").read_bytes().split(b"\0")
    assert f"NEWSROOM_DATA={data}".encode() in told


def test_reload_restarts_the_worker_when_code_changes(running_up: tuple[Path, Launched]) -> None:
    data, _ = running_up
    source = PROJECT / "newsroom" / "celery.py"
    before, old = source.stat(), leader(data, "worker")
    os.utime(source)
    try:
        assert wait_until(lambda: leader(data, "worker") not in (0, old), PATIENCE_S)
    finally:
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_everything_ends_though_the_data_folder_was_deleted_under_it(data: Path) -> None:
    """The last of those that start where `up` has been before: another first run takes as long."""
    with up(data) as launched:
        leaders = [leader(data, name) for name in EVERYTHING]
        delete(data)
        launched.process.send_signal(signal.SIGTERM)
        launched.code()
        assert "Traceback" not in launched.complained()
        assert not [pid for pid in leaders if Path(f"/proc/{pid}").exists()]


def test_migrate_works_alone_on_a_fresh_folder(fresh: Path) -> None:
    with manage("migrate", "--verbosity=0", data=fresh) as command:
        assert (command.code(), command.complained()) == (0, "")
    assert all_gone(fresh)


def test_help_starts_nothing(fresh: Path) -> None:
    with manage("up", "--help", data=fresh) as command:
        assert command.code() == 0
        assert "--no-demo" in command.said()
    assert alive(fresh) == []


def test_data_option_outranks_the_environment(fresh: Path) -> None:
    named = fresh.parent / "named"
    named.write_text("a file, so that the start ends here")
    said = refused("--data", str(named), data=fresh)
    assert said == f"The data folder {named} cannot be made: there is a file in its place.\n"
    assert not fresh.exists()


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("DATABASE_URL", "postgresql://archive:hush@127.0.0.1:1/archive"),
        ("REDIS_URL", "redis://:hush@127.0.0.1:1/0"),
    ],
)
def test_named_server_that_does_not_answer_is_told(fresh: Path, name: str, url: str) -> None:
    said = refused(f"--port={free_port()}", data=fresh, env={name: url})
    assert f"named by {name} does not answer" in said
    assert "hush" not in said


def test_wrong_port_is_told(fresh: Path) -> None:
    with manage("up", "--port=70000", data=fresh) as command:
        assert command.code() != 0
        assert "70000 is no port" in command.complained()


def test_wrong_settings_are_told(fresh: Path) -> None:
    assert "DATABASE_URL must start with" in refused(
        data=fresh, env={"DATABASE_URL": "mysql://db/archive"}
    )
