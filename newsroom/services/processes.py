"""Child processes that can be stopped for certain, even by the next launcher.

Every child
- runs in a session of its own, so that Ctrl-C in the terminal reaches the launcher only, which
  stops the children in order;
- holds a lock on run/NAME.lock through a descriptor it and its own children inherit. Held means:
  somebody of that family lives. The file tells the leader's process id and the signal that stops
  it. So a later launcher finds what a killed one left behind, and no process id is ever taken
  for another's that happens to have the same number;
- is signalled by Linux when the launcher dies. That is bound to the thread that started the child:
  start children from the main thread only.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from newsroom.services.errors import ServiceError
from newsroom.services.folders import Account, disk_note, own_account
from newsroom.services.locks import FileLock, wait_until

# Whoever uses a server goes before it.
STOP_ORDER = ("web", "beat", "worker", "initdb", "valkey", "postgresql")
KILLED_WITHIN_S = 10
PR_SET_PDEATHSIG = 1
_prctl: Callable[[int, int], int] | None = (
    ctypes.CDLL(None).prctl if sys.platform == "linux" else None
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to start, as whom, and how it is asked to stop."""

    name: str  # one of STOP_ORDER
    title: str  # for people
    command: Sequence[str | Path]
    cwd: Path
    account: Account = field(default_factory=own_account)
    environment: Mapping[str, str] = field(default_factory=dict)  # on top of our own
    stop_signal: signal.Signals = signal.SIGTERM
    patience_s: float = 10  # between the stop signal and SIGKILL


@dataclass(frozen=True, slots=True)
class Child:
    """A running program."""

    program: Program
    process: subprocess.Popen[bytes]
    log: Path
    lock: Path

    def died(self) -> bool:
        return self.process.poll() is not None

    def ask(self) -> bool:
        """Send the signal that asks it to stop; False when it is dead already."""
        if self.died():
            return False
        self.process.send_signal(self.program.stop_signal)
        return True

    def last_words(self) -> str:
        """The last line of its log, preferring one that tells of an error."""
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        telling = [line for line in lines if "FATAL" in line or "PANIC" in line] or lines
        return telling[-1].strip()[:300] if telling else ""

    def obituary(self) -> ServiceError:
        """The sentence about a child that died by itself."""
        code = self.process.returncode
        how = f"killed by signal {-code}" if code < 0 else f"exit status {code}"
        return ServiceError(
            f"{self.program.title} stopped unexpectedly ({how}), so everything else was stopped "
            f"too; its log is {self.log}.{disk_note(self.log.parent)}"
        )


class Children:
    """The children of one launcher; leaving the `with` block stops them in STOP_ORDER.

    An exception that leaves the block while a child is dead becomes the sentence about that child,
    because a lost connection somewhere in the middle of Django is only its consequence.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.running: list[Child] = []

    def start(self, program: Program) -> Child:
        """Start the program with its log in logs/NAME.log; returns at once."""
        log = self.data / "logs" / f"{program.name}.log"
        with log.open("ab") as output:
            return self._start(program, log, output.fileno())

    def run(self, program: Program) -> tuple[int, str]:
        """Run the program to its end; returns its exit status and what it said."""
        child = self._start(program, self.data / "logs", subprocess.PIPE)
        said = child.process.communicate()[0].decode(errors="replace")
        self.forget(child)
        return child.process.returncode, said

    def _start(self, program: Program, log: Path, output: int) -> Child:
        try:
            return self._spawn(program, log, output)
        except (OSError, subprocess.SubprocessError) as error:
            raise ServiceError(f"{program.title} cannot be started: {error}") from error

    def _spawn(self, program: Program, log: Path, output: int) -> Child:
        path = self.data / "run" / f"{program.name}.lock"
        lock = FileLock(path)
        try:
            if not lock.acquire():
                raise ServiceError(f"{program.title} already runs on {self.data}.")
            lock.write_note("")
            with signals_held() as mask:
                process = subprocess.Popen(  # noqa: S603
                    program.command,
                    cwd=program.cwd,
                    env={**os.environ, **program.environment},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    umask=0o077,
                    pass_fds=(lock.descriptor,),
                    preexec_fn=_introduction(program.stop_signal, lock.descriptor, mask),
                    **program.account.identity,
                )
                child = Child(program, process, log, path)
                self.running.append(child)
        finally:
            lock.close()
        return child

    def stop(self, *children: Child) -> None:
        """Stop these and everything they started: ask each in turn, then wait for all."""
        patience = [child.program.patience_s if child.ask() else 0 for child in children]
        for child, seconds in zip(children, patience, strict=True):
            _await_family(child.lock, child.process.pid, seconds)
            self._end(child, seconds)
            self.forget(child)

    def _end(self, child: Child, patience_s: float) -> None:
        """Wait for a child by itself: its lock says nothing when the data folder was deleted."""
        try:
            child.process.wait(timeout=patience_s + KILLED_WITHIN_S)
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()

    def forget(self, child: Child) -> None:
        """Take a child that ended as it should off the list."""
        self.running.remove(child)

    def check(self) -> None:
        """Raise the sentence about the first child found dead."""
        for child in self.running:
            if child.died():
                raise child.obituary()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        dead = next((child for child in self.running if child.died()), None)
        with uninterrupted():
            self.stop(*sorted(self.running, key=lambda c: STOP_ORDER.index(c.program.name)))
        if dead and isinstance(error, Exception):
            raise dead.obituary() from error


STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def signals_held() -> Iterator[set[int]]:
    """Put off Ctrl-C and its like to the end of the block; yields the mask of before.

    Python calls hooks around a fork, and drops an exception that a signal raises in them: the stop
    would be forgotten, and a lock of the logging module held for ever.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield {int(number) for number in before}
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ignore Ctrl-C and its like in the block: an impatient second one must not end a stop."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def stop_leftovers(data: Path, patience_s: float = 10) -> None:
    """Stop what a launcher that was itself killed left behind on this data folder."""
    for name in STOP_ORDER:
        path = data / "run" / f"{name}.lock"
        if path.exists() and _held(path):
            leader, stop_signal = _introduced(path)
            with suppress(ProcessLookupError):
                os.kill(leader, stop_signal)
            _await_family(path, leader, patience_s)


def turn_logs(data: Path) -> None:
    """Begin new logs and keep those of one earlier run, so that they never grow without end."""
    for name in STOP_ORDER:
        log = data / "logs" / f"{name}.log"
        if log.exists():
            log.replace(log.with_name(f"{name}.previous.log"))


def _await_family(path: Path, leader: int, patience_s: float) -> None:
    """Wait for a family to be gone, then kill it; raises when that does not help either."""
    if wait_until(lambda: not _held(path), patience_s):
        return
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)
    if not wait_until(lambda: not _held(path), KILLED_WITHIN_S):
        raise ServiceError(f"Process {leader} could not be stopped (its lock file is {path}).")


def _introduced(path: Path) -> tuple[int, int]:
    """The leader's process id and stop signal as the holder of the lock wrote them down."""
    # Empty only in the instant before a new child does so.
    if not wait_until(lambda: bool(path.read_text()), KILLED_WITHIN_S):
        raise ServiceError(f"Something unknown holds {path}: find and end that process.")
    leader, stop_signal = path.read_text().split()
    return int(leader), int(stop_signal)


def _held(path: Path) -> bool:
    """Whether somebody holds the lock; of a file that was deleted nobody can tell."""
    try:
        lock = FileLock(path)
    except FileNotFoundError:
        return False
    try:
        return not lock.acquire()
    finally:
        lock.close()


def _introduction(stop_signal: int, lock: int, mask: set[int]) -> Callable[[], None]:
    """What the child does between fork and exec, when it already has its own user id.

    It must be after the change of user, which clears the parent-death signal, and in this process
    rather than in a wrapper: the interpreter may lie where that user cannot go.
    """
    launcher = os.getpid()

    def introduce() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        os.pwrite(lock, f"{os.getpid()} {int(stop_signal)}\n".encode(), 0)
        if _prctl is not None:
            _prctl(PR_SET_PDEATHSIG, stop_signal)
            if os.getppid() != launcher:  # it died before we asked to be told
                os._exit(1)

    return introduce
