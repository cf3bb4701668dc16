"""Where things lie on disk, and who owns them.

The data folder (NEWSROOM_DATA, `up --data`, else `.data` in the project) holds:

    postgresql/           the database cluster (absent with DATABASE_URL)
    postgresql.initdb/    a cluster being made; renamed when finished, thrown away otherwise
    postgresql.elsewhere  names the cluster when it cannot lie here (below)
    valkey/               the append-only file of the task queue (absent with REDIS_URL)
    logs/NAME.log         what a child process said in this run; NAME.previous.log: in the last one
    run/                  lock files (sharing.py, processes.py) and the schedule of Celery beat
    secret_key            the key that signs sessions, unless NEWSROOM_SECRET_KEY is set

Unix sockets live in /tmp, because a socket path may have 107 bytes only and a data folder may lie
deep. Their folder is private to the user its server runs as, and named by that user's id and a
hash of the data folder's path, so that every process finds it without asking.

PostgreSQL refuses to run as root. Root's database therefore runs as the existing user `postgres`,
else `nobody`. That user must be able to reach its programs and its cluster; where the data folder
is closed to it (below a 0700 home, say) the cluster lies in root's folder under /var/tmp. Nobody
else's folder is ever made more open than it was.
"""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from newsroom.services.errors import ServiceError

PROJECT = Path(__file__).resolve().parents[2]
DISK_FULL_BELOW = 16 * 1024 * 1024  # one WAL segment: PostgreSQL cannot go on with less


class Identity(TypedDict):
    """The arguments of subprocess that say as whom a program runs."""

    user: int | None
    group: int | None
    extra_groups: list[int] | None


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        return self.uid != os.geteuid()

    @property
    def identity(self) -> Identity:
        if self.is_other:
            return Identity(user=self.uid, group=self.gid, extra_groups=[])
        return Identity(user=None, group=None, extra_groups=None)


def data_folder() -> Path:
    """The data folder of this process as an absolute path; it need not exist."""
    named = os.environ.get("NEWSROOM_DATA")
    return (Path(named).expanduser() if named else PROJECT / ".data").resolve()


def make_data_folder(data: Path) -> None:
    """Make the data folder with `run` and `logs`, or raise ServiceError when it cannot be used."""
    # Root's folder may be passed through by the user PostgreSQL runs as, but not listed.
    mode = 0o711 if os.geteuid() == 0 else 0o700
    try:
        if not data.exists():
            data.parent.mkdir(parents=True, exist_ok=True)
            data.mkdir(exist_ok=True)
            data.chmod(mode)
        for part in ("run", "logs"):
            (data / part).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unusable(data, error) from error
    if not os.access(data, os.W_OK | os.X_OK) or not os.access(data / "run", os.W_OK | os.X_OK):
        raise ServiceError(
            f"The data folder {data} cannot be written by the user {user_name(os.geteuid())}."
        )


def unusable(data: Path, error: OSError) -> ServiceError:
    """The sentence for a data folder the operating system refuses."""
    if isinstance(error, NotADirectoryError | FileExistsError):
        return ServiceError(f"The data folder {data} cannot be made: there is a file in its place.")
    return ServiceError(f"The data folder {data} cannot be used: {error.strerror or error}.")


def disk_note(folder: Path) -> str:
    """A sentence to put behind an error when the real trouble is a full disk, else nothing."""
    if shutil.disk_usage(folder).free < DISK_FULL_BELOW:
        return f" The disk that holds {folder} is full."
    return ""


def user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:  # containers often run as an id without a name
        return str(uid)


# --- The user PostgreSQL runs as -----------------------------------------------------------------


def own_account() -> Account:
    return Account(user_name(os.geteuid()), os.geteuid(), os.getegid())


def database_account() -> Account:
    """The user PostgreSQL runs as: ourselves, or for root `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return own_account()
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    raise ServiceError(
        "PostgreSQL does not run as root, and this machine has neither a user 'postgres' nor "
        "'nobody': start the archive as a normal user."
    )


def can_enter(account: Account, folder: Path) -> bool:
    """Whether the account may go into the folder; asked by trying, since ACLs may say otherwise."""
    if not account.is_other:
        return os.access(folder, os.X_OK)
    tried = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", 'cd -- "$1"', "sh", folder],
        cwd="/",
        capture_output=True,
        check=False,
        **account.identity,
    )
    return tried.returncode == 0


def cluster_folder(data: Path, account: Account) -> Path:
    """Where the database cluster of this data folder lies, or is to be made.

    A cluster that must lie elsewhere gets a random name kept in the data folder, so that a data
    folder that was deleted and made anew does not meet its old database.
    """
    here = data / "postgresql"
    note = data / "postgresql.elsewhere"
    if note.exists():
        return Path(note.read_text().strip())
    if here.exists() or can_enter(account, data):
        return here
    elsewhere = root_folder() / f"cluster-{secrets.token_hex(6)}"
    elsewhere.mkdir(mode=0o711)
    note.write_text(f"{elsewhere / 'postgresql'}\n")
    return elsewhere / "postgresql"


def root_folder() -> Path:
    """Root's own folder under /var/tmp, open for passing through; raises when it is not root's."""
    folder = Path(f"/var/tmp/newsroom-{os.geteuid()}")  # noqa: S108 (owner and mode are checked)
    if not folder.exists():
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
    _check_owner(folder, os.geteuid(), forbidden=0o022)
    return folder


# --- Socket folders ------------------------------------------------------------------------------


def socket_folder(data: Path, uid: int) -> Path:
    """The folder for the sockets of servers that run as `uid` on the folder `data`."""
    digest = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]
    return Path(f"/tmp/newsroom-{uid}-{digest}")  # noqa: S108 (owner and mode are checked)


def make_socket_folder(data: Path, account: Account) -> Path:
    """Make the socket folder of that account, or check that the one found is its private one."""
    folder = socket_folder(data, account.uid)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if account.is_other:
            os.chown(folder, account.uid, account.gid)
    _check_owner(folder, account.uid, forbidden=0o077)
    return folder


def remove_socket_folders(data: Path) -> None:
    """Tidy up after the servers stopped; what a killed one left keeps its folder."""
    for account in (own_account(), database_account()):
        with suppress(OSError):
            socket_folder(data, account.uid).rmdir()


def _check_owner(folder: Path, uid: int, *, forbidden: int) -> None:
    """Raise unless `folder` is a real folder of that user without the forbidden mode bits.

    Anybody may make names in /tmp and /var/tmp first, as a link to somewhere else for instance.
    """
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & forbidden:
        raise ServiceError(
            f"{folder} is not a private folder of the user {user_name(uid)}: somebody else may "
            "have made it. Remove it and start again."
        )
