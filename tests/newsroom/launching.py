"""Starting manage.py and scripts as real processes, and looking at what they leave behind."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree

from newsroom.services.folders import PROJECT, database_account, socket_folder
from newsroom.services.locks import FileLock, wait_until
from newsroom.services.processes import STOP_ORDER

# Only what fails waits so long: a first start takes 15 s of a processor, and the machine may have
# other things to do.
PATIENCE_S = 300.0


@contextmanager
def fresh_data_folder() -> Iterator[Path]:
    """A data folder that is not made yet, in a place that every user may enter."""
    around = Path(tempfile.mkdtemp(prefix="newsroom-"))
    around.chmod(0o755)
    try:
        yield around / "data"
    finally:
        elsewhere = around / "data" / "postgresql.elsewhere"
        if elsewhere.is_file():
            rmtree(Path(elsewhere.read_text().strip()).parent)
        for uid in {os.geteuid(), database_account().uid}:
            rmtree(socket_folder(around / "data", uid), ignore_errors=True)
        rmtree(around)


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of somebody who has set nothing but the data folder.

    Where Python was told to keep no bytecode, each of some hundred processes would compile all of
    ours again: 0.35 s of its 2.1 s until it begins.
    """
    ours = ("NEWSROOM_", "DATABASE_URL", "REDIS_URL", "DJANGO_", "PYTEST")
    ours += ("PYTHONDONTWRITEBYTECODE",)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH")]))
    return {**kept, "NEWSROOM_DATA": str(data), "PYTHONPATH": path, **more}


def _as_from_a_terminal() -> None:
    """Heed Ctrl-C, which whatever started the tests may have set to be ignored (`make test &`)."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Launched:
    """A process of ours in a session of its own; what it says is kept in files."""

    def __init__(self, *command: str | Path, env: Mapping[str, str]) -> None:
        self._out = tempfile.TemporaryFile()  # noqa: SIM115 (closed on exit)
        self._err = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            command,
            env=env,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=self._out,
            stderr=self._err,
            start_new_session=True,
            preexec_fn=_as_from_a_terminal,
        )

    def __enter__(self) -> "Launched":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGTERM)
        self._out.close()
        self._err.close()

    def said(self) -> str:
        return _read(self._out.fileno())

    def complained(self) -> str:
        return _read(self._err.fileno())

    def says(self, words: str) -> bool:
        """Wait until it has said these words; False when it ended without."""
        wait_until(lambda: words in self.said() or self.process.poll() is not None, PATIENCE_S)
        return words in self.said()

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE_S)

    def code(self) -> int:
        return self.process.wait(PATIENCE_S)


def manage(*words: str | Path, data: Path, **env: str) -> Launched:
    command = (sys.executable, PROJECT / "manage.py", *words)
    return Launched(*command, env=environment(data, **env))


def script(code: str, *, data: Path, **env: str) -> Launched:
    """Run Python code that finds `running`, `data_folder` and `sys` there already."""
    begin = "import sys; from newsroom.services import running, data_folder\n"
    return Launched(sys.executable, "-c", begin + code, env=environment(data, **env))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def leader(data: Path, name: str) -> int:
    """The process id that a child of that name left in its lock file; 0 while it begins."""
    words = (data / "run" / f"{name}.lock").read_text().split()
    return int(words[0]) if words else 0


def alive(data: Path) -> list[str]:
    """The names of the children of which somebody still lives."""
    return [name for name in STOP_ORDER if _is_held(data / "run" / f"{name}.lock")]


def strays(data: Path) -> list[str]:
    """Every process of the machine that was started for this data folder, however it is called."""
    wanted = {str(data).encode(), socket_folder(data, os.geteuid()).name.encode()}
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            told = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            if int(process.name) != os.getpid() and any(word in told for word in wanted):
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def all_gone(data: Path, within_s: float = PATIENCE_S) -> bool:
    return wait_until(lambda: not alive(data) and not strays(data), within_s)


def _is_held(path: Path) -> bool:
    if not path.exists():
        return False
    lock = FileLock(path)
    try:
        return not lock.acquire()
    finally:
        lock.close()


def _read(descriptor: int) -> str:
    return os.pread(descriptor, 1_000_000, 0).decode(errors="replace")
