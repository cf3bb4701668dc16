"""One command for the whole archive: databases, worker and web server, until Ctrl-C.

In order: take the data folder, look whether the port is free, start PostgreSQL and Valkey (unless
DATABASE_URL and REDIS_URL name others), migrate, start worker, clock and web server, make the first
accounts and the demo, and say the address once the server answers there. Then watch: when any of
the processes dies, everything is stopped, with a sentence saying which and where its log is.

What the processes are and how they are kept is in newsroom.services; start at sharing.py there.
`manage.py` has already put --data into NEWSROOM_DATA, which settings and children read.
"""

import time
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import (
    BaseCommand,
    CommandError,
    CommandParser,
    OutputWrapper,
)
from django.db import DatabaseError, connections

from newsroom.services import ServiceError, data_folder, resolve_endpoints
from newsroom.services.endpoints import check_given_servers
from newsroom.services.folders import PROJECT
from newsroom.services.processes import STOPPING, Child, Children
from newsroom.services.programs import (
    HOST,
    await_web,
    beat_program,
    check_port,
    web_program,
    worker_program,
)
from newsroom.services.sharing import Seat, seat_at, serving, signals_raise

LOOK_EVERY_S = 0.5
OTHERS_LEAVE_WITHIN_S = 10
SOURCES = ("newsroom", "articles", "entities")


class Command(BaseCommand):
    help = "Start the whole archive on this machine, until Ctrl-C."
    # The database is not there yet; migrate checks once it is.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=_port, default=8000, help="default: 8000")
        parser.add_argument(
            "--data", metavar="DIR", help="the data folder; default: NEWSROOM_DATA, else .data"
        )
        parser.add_argument(
            "--no-demo", action="store_true", help="begin empty, without the demo archive"
        )
        parser.add_argument(
            "--reload", action="store_true", help="restart web server and worker when code changes"
        )

    def handle(
        self, *, port: int, data: str | None, no_demo: bool, reload: bool, **options: Any
    ) -> None:
        folder = data_folder()
        if data and Path(data).expanduser().resolve() != folder:
            raise CommandError("--data works as `python manage.py up --data DIR` only.")
        with signals_raise(KeyboardInterrupt(), *STOPPING) as came, seat_at(folder) as seat:
            launch = Launch(self.stdout, seat, came, port=port, demo=not no_demo, reload=reload)
            try:
                launch.run()
            except KeyboardInterrupt:
                self.stdout.write("Stopped.")


class Launch:
    """One run of the archive."""

    def __init__(
        self,
        out: OutputWrapper,
        seat: Seat,
        came: list[int],
        *,
        port: int,
        demo: bool,
        reload: bool,
    ) -> None:
        self.out, self.seat, self.came = out, seat, came
        self.port, self.demo, self.reload = port, demo, reload

    def run(self) -> None:
        """Go through the whole life; ends with KeyboardInterrupt or with ServiceError."""
        if not self.seat.own():
            raise self.seat.occupied()
        check_port(self.port)
        endpoints = resolve_endpoints(self.seat.data)
        check_given_servers(endpoints)
        self._say(f"Starting on the data folder {self.seat.data}")
        with serving(self.seat.data, endpoints) as servers:
            try:
                with Children(self.seat.data) as programs:
                    worker = self._bring_up(programs)
                    self._watch(servers, programs, worker)
            except KeyboardInterrupt:
                self.seat.await_last_user(OTHERS_LEAVE_WITHIN_S)
                raise

    def _say(self, sentence: str) -> None:
        self.out.write(sentence)
        self.out.flush()  # it may be a pipe, and it may be long until the next word

    def _bring_up(self, programs: Children) -> Child:
        """Start everything on top of the servers; returns the worker once the web answers."""
        self._prepare("migrate", verbosity=0, interactive=False)
        self.seat.admit()
        worker = programs.start(worker_program())
        web = programs.start(web_program(self.port, reload=self.reload))
        programs.start(beat_program(self.seat.data))
        self._prepare("first_start", demo=self.demo)
        await_web(web, self.port)
        self._say(f"The archive is at http://{HOST}:{self.port}/ (Ctrl-C stops it).")
        return worker

    def _prepare(self, command: str, **options: Any) -> None:
        """Run a management command here, leaving no connection (nor thread of a pool) behind."""
        try:
            call_command(command, **options)
        except DatabaseError as error:
            reason = " ".join(str(error).split())
            raise ServiceError(
                f"The database cannot be made ready ({command}): {reason}"
            ) from error
        finally:
            for connection in connections.all(initialized_only=True):
                connection.close()
                connection.close_pool()  # type: ignore[attr-defined]
        if self.came:
            raise KeyboardInterrupt

    def _watch(self, servers: Children, programs: Children, worker: Child) -> None:
        """Look after the children until one dies, or a signal comes."""
        changed_at = _changed_at()
        while not self.came:
            servers.check()
            if self.reload and worker in programs.running and worker.died():
                programs.forget(worker)  # a slip in the code, most likely
                self._say(f"The worker stopped, until a file changes: {worker.log}")
            programs.check()
            if self.reload and changed_at != (changed_at := _changed_at()):
                if worker in programs.running:
                    programs.stop(worker)
                worker = programs.start(worker.program)
            time.sleep(LOOK_EVERY_S)
        raise KeyboardInterrupt


def _changed_at() -> float:
    files = (path for part in SOURCES for path in (PROJECT / part).rglob("*.py"))
    return max(path.stat().st_mtime for path in files)


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ArgumentTypeError(f"{text} is no port: give a number from 1 to 65535")
    return int(text)
