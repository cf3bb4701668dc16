"""A newcomer's folder: seconds until `import_articles` shows progress, and articles a second.

Makes a folder of N text files of 366 words (2,000; N=… in the environment for another number) and
imports it at a pseudo-terminal into a fresh archive. The time is that of a person: from the start
of the process to the first sign of the bar, to the first share of the bytes, to the first records
stored, to the end.
"""

import os
import pty
import re
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

import numpy as np

from benchmarks.ingest import ROOT, WORDS, run, vocabulary

# What the bar says, and what that is a sign of.
SIGNS = {
    "first sign": r"looking for files",
    "first bytes": r"\d+%\|.*[1-9][\d.]*[kM]?/",
    "first records stored": r"[1-9][\d,]* records, ",
}


def main() -> None:
    count = int(os.environ.get("N", "2000"))
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as around:
        Path(around).chmod(0o755)  # root's PostgreSQL runs as another user
        folder = Path(around) / "articles"
        _write(folder, count)
        os.environ["NEWSROOM_DATA"] = str(Path(around) / "data")
        from newsroom.services import running

        with running(Path(around) / "data"):
            run([sys.executable, "manage.py", "migrate", "--verbosity", "0"])
            begun = time.perf_counter()
            for name, seconds in _watched(folder, begun):
                sys.stdout.write(f"{name:<22}{seconds:6.1f} s\n")
            seconds = time.perf_counter() - begun
            sys.stdout.write(f"{'all of it':<22}{seconds:6.1f} s  {count / seconds:,.0f} files/s\n")


def _watched(folder: Path, begun: float) -> list[tuple[str, float]]:
    """Import at a terminal; return when each sign came."""
    terminal, end = pty.openpty()
    termios.tcsetwinsize(end, (24, 100))  # one without a width shows no bar
    command = [sys.executable, "manage.py", "import_articles", str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=end)
    os.close(end)
    seen, found = "", {}
    while piece := _read(terminal):
        seen = (seen + piece.decode("utf-8", "replace"))[-4000:]
        for name, sign in SIGNS.items():
            if name not in found and re.search(sign, seen):
                found[name] = time.perf_counter() - begun
    os.close(terminal)
    if process.wait():
        sys.exit(f"import_articles ended with {process.returncode}: {seen}")
    return list(found.items())


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # the other end is closed
        return b""


def _write(folder: Path, count: int) -> None:
    draw = np.random.default_rng(7)
    words, chance = vocabulary(draw)
    for number in range(count):
        place = folder / f"{1990 + number % 35}"
        place.mkdir(parents=True, exist_ok=True)
        drawn = words[draw.choice(len(words), size=WORDS, p=chance)]
        paragraphs = [" ".join(part).capitalize() + "." for part in np.array_split(drawn, 8)]
        head = f"By: Reporter {number % 500}\nHeadline: {' '.join(drawn[:8]).capitalize()}\n\n"
        (place / f"{number}.txt").write_text(head + "\n\n".join(paragraphs))
