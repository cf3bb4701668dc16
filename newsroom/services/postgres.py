"""PostgreSQL: the cluster made once, the server started, the database in it.

The server is the bare `postgres` in the foreground rather than pg_ctl, so that it is our child and
its death is seen. It listens on a socket in a folder that only its user may enter; inside, whoever
gets that far is trusted.
"""

import os
import re
import shutil
import signal
import time
from pathlib import Path

import psycopg
from psycopg import sql

from newsroom.services.binaries import find_postgresql, major_version
from newsroom.services.endpoints import DATABASE, ROLE
from newsroom.services.errors import ServiceError, say
from newsroom.services.folders import (
    Account,
    cluster_folder,
    database_account,
    disk_note,
    make_socket_folder,
    socket_folder,
    user_name,
)
from newsroom.services.locks import wait_until
from newsroom.services.processes import Child, Children, Program

SUPERUSER = "postgres"
BUILTIN_LOCALES_SINCE = 17
PREDECESSOR_GONE_WITHIN_S = 60
RECOVERED_WITHIN_S = 300  # after a crash it reads back what it had not yet written to its tables

# Sized for a laptop that does other things too.
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",  # web 2 x 8, worker 4 x 8 at the very most, a few commands
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",  # the disk is an SSD
    "jit": "off",  # its compilation costs more than our queries take
    "wal_level": "minimal",  # nothing is replicated from here
    "max_wal_senders": "0",
    "wal_compression": "on",
}
# Pages that PostgreSQL keeps itself cost half of those that it asks the kernel for: at a million
# articles the rows that lists and counts read take 414 MB (docs/measurements.md). Memory that no
# page needs is not taken, so that a small archive stays small.
LEAST_BUFFERS_MB, MOST_BUFFERS_MB = 128, 2048
# A server that was killed leaves its postmaster.pid, which is never ours to delete: it protects
# the cluster while a backend of the old server still lives. So the start is tried again.
PREDECESSOR = re.compile(r"postmaster\.pid|shared memory block|\.s\.PGSQL\.\d+\.lock|Is another")
DISK_FULL = re.compile(r"No space left|[Dd]isk quota|File too large|File size limit")


def start_postgresql(children: Children) -> Child:
    """Start PostgreSQL, making its cluster first where there is none; see `await_postgresql`."""
    data = children.data
    account = database_account()
    binaries = find_postgresql(account)
    cluster = cluster_folder(data, account)
    make_socket_folder(data, account)
    if (cluster / "PG_VERSION").exists():
        _check_cluster(cluster, account, major_version(binaries))
    else:
        _make_cluster(children, binaries, cluster, account)
    folder = str(socket_folder(data, account.uid))
    options = {**OPTIONS, **memory_options(), "unix_socket_directories": folder}
    command: list[str | Path] = [binaries / "postgres", "-D", cluster]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    return children.start(
        Program(
            name="postgresql",
            title="PostgreSQL",
            command=command,
            cwd=Path("/"),  # its user may not be able to look at ours
            account=account,
            environment={"LC_ALL": "C"},
            stop_signal=signal.SIGINT,  # SIGTERM would wait for every client to leave
            patience_s=30,
        )
    )


def memory_options() -> dict[str, str]:
    """An eighth of the machine's memory for pages, and half of it reckoned with as the kernel's."""
    memory_mb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    buffers_mb = min(max(memory_mb // 8, LEAST_BUFFERS_MB), MOST_BUFFERS_MB)
    return {"shared_buffers": f"{buffers_mb}MB", "effective_cache_size": f"{memory_mb // 2}MB"}


def await_postgresql(children: Children, child: Child) -> None:
    """Return when the database is there and answers; raise ServiceError when that cannot be."""
    data = children.data
    give_up_at = time.monotonic() + PREDECESSOR_GONE_WITHIN_S
    while True:
        _await_answer(data, child)
        if not child.died():
            break
        words = child.last_words()
        children.forget(child)
        if not PREDECESSOR.search(words) or time.monotonic() > give_up_at:
            raise ServiceError(
                f"PostgreSQL did not start: {words} Its log is {child.log}.{disk_note(data)}"
            )
        time.sleep(0.5)
        child = children.start(child.program)
    try:
        _make_database(data)
    except psycopg.Error as error:
        raise ServiceError(
            f"PostgreSQL started but its database could not be made: {error} "
            f"Its log is {child.log}.{disk_note(data)}"
        ) from error


def _check_cluster(cluster: Path, account: Account, ours: int) -> None:
    owner = cluster.stat().st_uid
    if owner != account.uid:
        raise ServiceError(
            f"The database in {cluster} belongs to the user {user_name(owner)}, but would be "
            f"opened as {account.name}: start the archive as before, or choose another data folder."
        )
    theirs = (cluster / "PG_VERSION").read_text().strip()
    if theirs != str(ours):
        raise ServiceError(
            f"The database in {cluster} was made by PostgreSQL {theirs}, but this is PostgreSQL "
            f"{ours}: dump it with version {theirs} and load it into a new data folder."
        )


def _make_cluster(children: Children, binaries: Path, cluster: Path, account: Account) -> None:
    """Make the cluster under another name first: a half-made one never looks like a whole one."""
    unfinished = cluster.with_name("postgresql.initdb")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir(mode=0o700)
    if account.is_other:
        os.chown(unfinished, account.uid, account.gid)
    builtin = major_version(binaries) >= BUILTIN_LOCALES_SINCE
    code, said = children.run(
        Program(
            name="initdb",
            title="initdb",
            command=[
                binaries / "initdb",
                f"--pgdata={unfinished}",
                f"--username={SUPERUSER}",
                "--auth=trust",
                "--encoding=UTF8",
                f"--locale-provider={'builtin' if builtin else 'libc'}",
                "--locale=C.UTF-8",
                "--set=timezone=UTC",
                "--set=log_timezone=UTC",
            ],
            cwd=Path("/"),
            account=account,
            environment={"LC_ALL": "C"},
        )
    )
    if code:
        full = disk_note(cluster.parent) or (DISK_FULL.search(said) and " The disk is full.") or ""
        shutil.rmtree(unfinished, ignore_errors=True)
        errors = [line for line in said.splitlines() if re.search("FATAL|error:", line)]
        words = " ".join(errors[:1]) or f"exit status {code}"
        raise ServiceError(f"The database could not be made in {cluster.parent}: {words}.{full}")
    unfinished.rename(cluster)
    if cluster.parent != children.data:
        say(
            f"The database lies in {cluster.parent}, because the user {account.name}, whom "
            f"PostgreSQL runs as, may not enter {children.data}."
        )


def _await_answer(data: Path, child: Child) -> None:
    wait_until(lambda: child.died() or _answers(data), RECOVERED_WITHIN_S)


def _answers(data: Path) -> bool:
    try:
        _connect(data).close()
    except psycopg.OperationalError:
        return False
    return True


def _connect(data: Path) -> psycopg.Connection:
    folder = socket_folder(data, database_account().uid)
    return psycopg.connect(
        host=str(folder), port=5432, user=SUPERUSER, dbname="postgres", autocommit=True
    )


def _make_database(data: Path) -> None:
    """Make role and database where they are missing: the first start may have been cut short.

    The archive's own role is no superuser, so that an injected statement reaches no files; it may
    make databases for the tests.
    """
    role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
    with _connect(data) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(role))
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not connection.execute(known, [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
