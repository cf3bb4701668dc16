"""Who starts the servers of a data folder, and who only uses them.

Two locks in `run/` decide, both let go of by the kernel when their holder dies:

- `owner.lock`, exclusive: its holder started the servers and will stop them. `up` takes it or
  fails; any other command takes it or joins.
- `users.lock`, shared among the commands that joined. The owner holds it exclusively while the
  servers are not to be used: until they are ready, and again from the moment it begins to stop,
  which therefore waits for the others to leave.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

from newsroom.services.endpoints import (
    Endpoints,
    database_trouble,
    forget_libpq_variables,
    redis_trouble,
    resolve_endpoints,
)
from newsroom.services.errors import ServiceError, say
from newsroom.services.folders import make_data_folder, remove_socket_folders, unusable
from newsroom.services.locks import FileLock, wait_until
from newsroom.services.postgres import await_postgresql, start_postgresql
from newsroom.services.processes import Children, stop_leftovers, turn_logs
from newsroom.services.valkey import await_valkey, start_valkey

JOINED_WITHIN_S = 180  # the owner may be making a database and its tables
ANSWER_ONCE_ADMITTED_S = 10


class Seat:
    """Our place at a data folder: owner, user, or neither yet."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.owner = FileLock(data / "run" / "owner.lock")
        self.users = FileLock(data / "run" / "users.lock")

    def own(self) -> bool:
        """Become the owner, with the servers closed to others; False when there is one.

        A new owner first stops what an owner that was killed left running, and begins new logs.
        """
        if not self.owner.acquire():
            return False
        try:
            self.owner.write_note(f"process {os.getpid()} ({_command_line()})")
            # Somebody may still sit here whose owner was killed; their servers are gone anyway.
            self.users.acquire()
            stop_leftovers(self.data)
            turn_logs(self.data)
        except OSError as error:
            raise unusable(self.data, error) from error
        return True

    def admit(self) -> None:
        """Open the servers to others."""
        self.users.release()

    def join(self) -> bool:
        return self.users.acquire(shared=True)

    def leave(self) -> None:
        self.users.release()

    def await_last_user(self, within_s: float | None = None) -> None:
        """Close the servers to newcomers and wait for those inside, for ever or for a time."""
        if self.users.acquire():
            return
        say("Waiting for other commands that use these servers to finish (Ctrl-C: do not wait).")
        if within_s is None:
            self.users.acquire(wait=True)
        else:
            wait_until(self.users.acquire, within_s)

    def occupied(self, trouble: str = "") -> ServiceError:
        """The sentence for whoever cannot have the folder."""
        holder = self.owner.read_note() or "another process"
        holder = f"{holder}, {trouble}" if trouble else holder
        return ServiceError(
            f"The data folder {self.data} is in use by {holder}: stop that first, or choose "
            "another folder with --data or NEWSROOM_DATA."
        )

    def close(self) -> None:
        self.owner.close()
        self.users.close()


@contextmanager
def seat_at(data: Path) -> Iterator[Seat]:
    """A seat at the folder, which is made if need be; every lock is let go of at the end."""
    make_data_folder(data)
    try:
        seat = Seat(data)
    except OSError as error:
        raise unusable(data, error) from error
    try:
        yield seat
    finally:
        seat.close()


@contextmanager
def serving(data: Path, endpoints: Endpoints) -> Iterator[Children]:
    """Run the embedded servers that the endpoints ask for; only the owner may.

    Whatever else is started among the children is stopped before them.
    """
    if endpoints.embedded_database:
        forget_libpq_variables()
    try:
        with Children(data) as children:
            try:
                _start(children, endpoints)
            except OSError as error:
                raise unusable(data, error) from error
            yield children
    finally:
        remove_socket_folders(data)


def _start(children: Children, endpoints: Endpoints) -> None:
    """Start both servers and then wait for both."""
    valkey = start_valkey(children) if endpoints.embedded_redis else None
    postgresql = start_postgresql(children) if endpoints.embedded_database else None
    if valkey:
        await_valkey(children, valkey)
    if postgresql:
        await_postgresql(children, postgresql)


@contextmanager
def running(data: Path) -> Iterator[Endpoints]:
    """Have the servers of this data folder for the duration of the block.

    Joins those of a running `up` or of another command; else starts them, and at the end stops
    them when the last command that joined has left. With both DATABASE_URL and REDIS_URL set
    there is nothing to do. Raises ServiceError. Call it from the main thread.
    """
    endpoints = resolve_endpoints(data)
    if not (endpoints.embedded_database or endpoints.embedded_redis):
        yield endpoints
        return
    if endpoints.embedded_database:
        forget_libpq_variables()
    with seat_at(data) as seat:
        if not _own_or_join(seat, endpoints):
            yield endpoints
            return
        with signals_raise(SystemExit(143), signal.SIGTERM), serving(data, endpoints):
            seat.admit()
            try:
                yield endpoints
            finally:
                seat.await_last_user()


def _own_or_join(seat: Seat, endpoints: Endpoints) -> bool:
    """True when we became the owner, False when we joined servers that answer."""
    give_up_at = time.monotonic() + JOINED_WITHIN_S
    while not seat.own():
        if seat.join():
            if wait_until(lambda: _answer(endpoints), ANSWER_ONCE_ADMITTED_S):
                return False
            seat.leave()
            if not seat.own():  # else its owner died just then
                raise seat.occupied("whose servers do not answer")
            return True
        if time.monotonic() > give_up_at:
            raise seat.occupied()
        time.sleep(0.05)
    return True


def _answer(endpoints: Endpoints) -> bool:
    return not (
        (endpoints.embedded_redis and redis_trouble(endpoints.redis_url))
        or (endpoints.embedded_database and database_trouble(endpoints.database_url))
    )


@contextmanager
def signals_raise(error: BaseException, *signals: signal.Signals) -> Iterator[list[int]]:
    """Let these signals raise the error inside the block instead of ending us without a word.

    A signal that is being ignored stays so (nohup and SIGHUP). After the first one we are on our
    way out, and an impatient second one is ignored to the end. Yields the list of those that came,
    for the rare place that drops an exception out of nowhere (a `__del__`, say).
    """
    came: list[int] = []

    def handle(number: int, frame: FrameType | None) -> NoReturn:
        for heard in heeded:
            signal.signal(heard, signal.SIG_IGN)
        came.append(number)
        raise error

    before = {number: signal.getsignal(number) for number in signals}
    heeded = [number for number in signals if before[number] != signal.SIG_IGN]
    for number in heeded:
        signal.signal(number, handle)
    try:
        yield came
    finally:
        for number in [] if came else heeded:
            signal.signal(number, before[number])


def _command_line() -> str:
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
