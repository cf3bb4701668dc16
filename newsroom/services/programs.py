"""The archive's own processes: the web server, the worker and its clock."""

import http.client
import os
import socket
import sys
from pathlib import Path

from newsroom.services.errors import ServiceError
from newsroom.services.folders import PROJECT
from newsroom.services.locks import wait_until
from newsroom.services.processes import Child, Program

HOST = "127.0.0.1"
MOST_WORKERS = 4  # more would starve the reader's machine for a queue that is soon empty anyway
WEB_ANSWERS_WITHIN_S = 60


def worker_program() -> Program:
    """The Celery worker: one process a core, tasks given back when it is killed."""
    options = ["worker", f"--concurrency={min(_cores(), MOST_WORKERS)}", "--loglevel=INFO"]
    # A single worker has nobody to greet or to gossip with.
    options += ["--without-mingle", "--without-gossip"]
    return _python("worker", "The Celery worker", ["celery", "-A", "newsroom", *options])


def beat_program(data: Path) -> Program:
    """Celery beat, which enqueues the periodic tasks."""
    options = ["beat", f"--schedule={data / 'run' / 'beat-schedule'}", "--loglevel=INFO"]
    return _python("beat", "Celery beat", ["celery", "-A", "newsroom", *options])


def web_program(port: int, *, reload: bool) -> Program:
    """gunicorn on loopback.

    Without --preload: a process forked off one that has loaded onnxruntime crashes at its end.
    """
    options = [
        f"--bind={HOST}:{port}",
        "--workers=2",
        "--worker-class=gthread",
        "--threads=4",
        "--graceful-timeout=5",
        "--no-control-socket",
        *(["--reload"] if reload else []),
    ]
    return _python("web", "The web server", ["gunicorn", "newsroom.wsgi:application", *options])


def check_port(port: int) -> None:
    """Raise ServiceError when somebody else listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServiceError(
                f"Port {port} cannot be used ({error.strerror}): stop the program that holds it, "
                "or choose another with --port."
            ) from error


def await_web(child: Child, port: int) -> None:
    """Return when the web server answers a request; raise ServiceError when it does not."""
    wait_until(lambda: child.died() or _answers(port), WEB_ANSWERS_WITHIN_S)
    if child.died():
        raise child.obituary()
    if not _answers(port):
        raise ServiceError(f"The web server does not answer; its log is {child.log}.")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/health/")
        connection.getresponse()  # any answer will do: a refusal is one
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _python(name: str, title: str, arguments: list[str]) -> Program:
    return Program(
        name=name,
        title=title,
        command=[sys.executable, "-m", *arguments],
        cwd=PROJECT,
        environment={"PYTHONUNBUFFERED": "1"},
    )


def _cores() -> int:
    """The cores this process may use, which in a container are fewer than the machine's."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
