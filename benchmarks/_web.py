"""Pages a second of the web server on two workers, and its memory.

A small client with a few connections kept open asks for search pages as anonymous readers do, for
some seconds: the same twenty over and over, and every time another one. The client takes a part of
the same two cores. Pages a second of processor time are told beside, as what others do on the
machine is not in them: web server and database together, but not the client.
"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks._asked import Asked
from benchmarks._timing import percentile

ROOT = Path(__file__).resolve().parent.parent
PORT = 8477
CONNECTIONS = 8
CORES = 2


def time_web(asked: Asked, postmaster: int, seconds: float) -> dict[str, Any]:
    """Serve and measure. `postmaster`: the process of PostgreSQL, for its processor time."""
    repeated = [f"/search/?{urlencode({'q': word})}" for word in asked.common]
    distinct = [
        f"/search/?{urlencode({'q': f'{one} {other}', 'sort': sort})}"
        for sort in ("newest", "relevance")
        for other in (*asked.some, *asked.common)
        for one in asked.common
        if one != other
    ]
    told: dict[str, Any] = {}
    with _serving() as web:
        asyncio.run(_ask(repeated[:8], 2))
        for name, urls, everlasting in (
            ("repeated", repeated, True),
            ("distinct", distinct, False),
        ):
            before = _spent(web, postmaster)
            paths = cycle(urls) if everlasting else iter(urls)
            begun = time.perf_counter()
            waits = asyncio.run(_ask(paths, seconds))
            lasted = time.perf_counter() - begun
            spent = _spent(web, postmaster) - before
            told[name] = {
                "pages": len(waits),
                "a second": len(waits) / lasted,
                "a second of two cores": CORES * len(waits) / spent if spent else 0.0,
                "wall p50": percentile(waits, 50),
                "wall p95": percentile(waits, 95),
            }
        told["memory"] = {"MB": sum(_proportional_mb(pid) for pid in _family(web))}
    return told


@contextmanager
def _serving() -> Iterator[int]:
    """Run the archive's own web server, as `manage.py up` does."""
    from newsroom.services import data_folder
    from newsroom.services.processes import Children
    from newsroom.services.programs import await_web, web_program

    with Children(data_folder()) as children:
        child = children.start(web_program(PORT, reload=False))
        await_web(child, PORT)
        yield child.process.pid


async def _ask(paths: Any, seconds: float) -> list[float]:
    """Ask for pages until the time is over or there are no more; return how long each took."""
    waits: list[float] = []
    until = time.perf_counter() + seconds
    todo = iter(paths)

    async def reader() -> None:
        connection = None
        while time.perf_counter() < until:
            path = next(todo, None)
            if path is None:
                break
            begun = time.perf_counter()
            if connection is None:
                connection = await asyncio.open_connection("127.0.0.1", PORT)
            if not await _page(*connection, path):
                connection[1].close()
                connection = None
            waits.append((time.perf_counter() - begun) * 1000)
        if connection:
            connection[1].close()

    await asyncio.gather(*(reader() for _ in range(CONNECTIONS)))
    return waits


async def _page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> bool:
    """Ask for one page; return whether the connection stays open. Ends the run at an error."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        sys.exit(f"{path} was answered with {head.splitlines()[0].decode()}")
    _, _, rest = head.partition(b"content-length: ")
    await reader.readexactly(int(rest.split(b"\r\n")[0]))
    return b"connection: close" not in head


def _spent(web: int, postmaster: int) -> float:
    """Seconds of processor time so far of both servers' processes, ended ones included."""
    return sum(_seconds(pid) for root in (web, postmaster) for pid in _family(root))


def _seconds(pid: int) -> float:
    try:
        ticks = sum(map(int, _fields(pid)[11:15]))  # its own, and of children that ended
    except OSError:  # it ended meanwhile, and is in its parent's sum
        return 0.0
    return ticks / os.sysconf("SC_CLK_TCK")


def _fields(pid: int) -> list[str]:
    """What the kernel tells of a process, behind its name."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _family(root: int) -> Sequence[int]:
    """A process and its children."""
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [root, *(pid for pid in pids if parent_of(pid) == root)]


def parent_of(pid: int) -> int:
    try:
        return int(_fields(pid)[1])
    except OSError:  # it ended meanwhile
        return 0


def _proportional_mb(pid: int) -> float:
    """Memory of a process, what it shares with others counted in parts."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1000
    return 0.0
