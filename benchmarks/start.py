"""Seconds from `manage.py up` to an answering site: an empty data folder, and a used one.

Three cold starts with the demo archive (each also until its last report is extracted) and three
warm ones, each as a whole process; prints every value, because a shared machine is noisy.
"""

import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 3
DEADLINE_S = 300


def main() -> None:
    rows: dict[str, list[float]] = {"cold, answering": [], "cold, demo extracted": [], "warm": []}
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
            Path(folder).chmod(0o755)  # root's PostgreSQL runs as another user
            data = Path(folder) / "data"
            cold, extracted = _start(data, until_extracted=True)
            warm, _ = _start(data, until_extracted=False)
        rows["cold, answering"].append(cold)
        rows["cold, demo extracted"].append(extracted)
        rows["warm"].append(warm)
    for name, seconds in rows.items():
        sys.stdout.write(f"{name:<22} {'  '.join(f'{value:5.1f} s' for value in seconds)}\n")


def _start(data: Path, *, until_extracted: bool) -> tuple[float, float]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", str(port), "--data", str(data)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    try:
        answering = _wait(begun, process, lambda: _page(port) is not None)
        extracted = _wait(begun, process, lambda: _done(port)) if until_extracted else 0.0
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
    return answering, extracted


def _wait(begun: float, process: subprocess.Popen[bytes], condition: Callable[[], bool]) -> float:
    while not condition():
        if process.poll() is not None:
            sys.exit(f"`up` ended with status {process.returncode}")
        if time.monotonic() - begun > DEADLINE_S:
            sys.exit(f"not within {DEADLINE_S} s")
        time.sleep(0.05)
    return time.monotonic() - begun


def _page(port: int) -> str | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as response:
            return str(response.read().decode())
    except OSError:
        return None


def _done(port: int) -> bool:
    """Whether the home page says that as many articles are extracted as are held."""
    text = " ".join(re.sub(r"<[^>]+>", " ", _page(port) or "").split())
    said = re.search(
        r"holds ([\d,]+) articles ?\. A machine has looked for actors in ([\d,]+)", text
    )
    return bool(said and said[1] == said[2] != "0")
