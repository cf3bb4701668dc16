"""For a test run as root: the same promises as a normal user, who is `nobody`.

That user needs a Python and a project it can reach. Where root's lie below a closed home, they are
linked (else copied) into a folder that everybody may enter; nothing of root's is made more open.
"""

import os
import pwd
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.services.folders import PROJECT, Account, can_enter
from tests.newsroom.launching import environment

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="this run is a normal user's already")

PACKAGES = Path(sysconfig.get_path("purelib"))
TESTS = ("test_services_folders.py", "test_services_running.py", "test_up.py")
# One of each kind; the rest differs in nothing between users but takes its time.
CHOSEN = (
    "cannot_be_written or owner_waits or full_disk or killed_owner or interrupted_initdb or "
    "stale_postmaster or ctrl_c"
)


@pytest.fixture
def nobody() -> Account:
    found = pwd.getpwnam("nobody")
    return Account("nobody", found.pw_uid, found.pw_gid)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="newsroom-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_normal_user_has_everything_too(nobody: Account, open_folder: Path) -> None:
    project, packages = PROJECT, PACKAGES
    if not can_enter(nobody, project):
        project = share(project, open_folder / "project", ".*", "node_modules")
    if not can_enter(nobody, packages):
        packages = share(packages, open_folder / "packages")
    python, more = reachable_python(nobody, open_folder)
    home = open_folder / "home"
    home.mkdir()
    os.chown(home, nobody.uid, nobody.gid)

    files = [project / "tests" / "newsroom" / name for name in TESTS]
    run = subprocess.run(
        [python, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-k", CHOSEN, *files],
        env={
            **environment(home / "data"),
            "PYTHONPATH": f"{project}:{packages}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(home),
            "TMPDIR": str(home),
            **more,
        },
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        **nobody.identity,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout


def reachable_python(account: Account, folder: Path) -> tuple[Path, dict[str, str]]:
    """A Python that the account can run, and the environment it needs for that."""
    tried = subprocess.run(
        ["/bin/sh", "-c", '"$0" -c pass', sys.executable],
        cwd="/",
        capture_output=True,
        check=False,
        **account.identity,
    )
    if tried.returncode == 0:
        return Path(sys.executable), {}
    base, name = Path(sys.base_prefix), f"python{sysconfig.get_python_version()}"
    prefix = folder / "python"
    share(base / "lib" / name, prefix / "lib" / name, "site-packages", "test", "__pycache__")
    (prefix / "bin").mkdir()
    for file in (base / "bin" / name, *(base / "lib").glob("libpython*.so*")):
        link(str(file.resolve()), str(prefix / file.relative_to(base)))
    more = {"PYTHONHOME": str(prefix), "LD_LIBRARY_PATH": str(prefix / "lib")}
    return prefix / "bin" / name, more


def share(source: Path, target: Path, *left_out: str) -> Path:
    ignore = shutil.ignore_patterns(*left_out)
    shutil.copytree(source, target, symlinks=True, ignore=ignore, copy_function=link)
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    return target


def link(source: str, target: str) -> None:
    """Link a file that everybody may read; copy one that not, or that is on another disk."""
    if Path(source).stat().st_mode & stat.S_IROTH:
        try:
            Path(target).hardlink_to(source)
        except OSError:
            shutil.copy2(source, target)
    else:
        shutil.copy2(source, target)
        Path(target).chmod(Path(target).stat().st_mode | 0o055)
