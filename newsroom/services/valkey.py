"""Valkey, the queue and the cache: on a socket only, and every task on disk within a second."""

from pathlib import Path

from newsroom.services.binaries import find_valkey
from newsroom.services.endpoints import redis_trouble, valkey_socket
from newsroom.services.errors import ServiceError
from newsroom.services.folders import disk_note, make_socket_folder, own_account
from newsroom.services.locks import wait_until
from newsroom.services.processes import Child, Children, Program

LOADED_WITHIN_S = 60  # a queue that grew large is read back from its file before it answers


def start_valkey(children: Children) -> Child:
    """Start Valkey; returns at once, see `await_valkey`."""
    data = children.data
    make_socket_folder(data, own_account())
    folder = data / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(valkey_socket(data)),
        "unixsocketperm": "700",
        "dir": str(folder),
        # Tasks survive a kill, and memory that runs out is an error rather than a task forgotten.
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "logfile": "",
    }
    command: list[str | Path] = [find_valkey()]
    for name, value in options.items():
        command += [f"--{name}", value]
    return children.start(
        Program(
            name="valkey",
            title="Valkey",
            command=command,
            cwd=folder,
            environment={"LC_ALL": "C"},
        )
    )


def await_valkey(children: Children, child: Child) -> None:
    """Return when Valkey answers; raise ServiceError when it died or does not."""
    data = children.data
    url = f"unix://{valkey_socket(data)}"
    wait_until(lambda: child.died() or not redis_trouble(url), LOADED_WITHIN_S)
    if child.died() or redis_trouble(url):
        children.stop(child)
        raise ServiceError(
            f"Valkey did not start: {child.last_words()} Its log is {child.log}.{disk_note(data)}"
        )
