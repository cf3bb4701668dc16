"""Articles a second of `import_articles`, new and unchanged, and its memory.

Makes N articles of 366 words (20,000; N=100000 in the environment for another number) from a
vocabulary that follows Zipf's law, the same ones every time, and imports the file twice into a
fresh archive: search vectors are made, and extraction is queued with a broker but no worker.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
WORDS = 366
VOCABULARY = 40_000


def main() -> None:
    count = int(os.environ.get("N", "20000"))
    with tempfile.TemporaryDirectory(prefix="newsroom-bench-") as folder:
        Path(folder).chmod(0o755)  # root's PostgreSQL runs as another user
        file = Path(folder) / "articles.jsonl"
        write_articles(file, count)
        os.environ["NEWSROOM_DATA"] = str(Path(folder) / "data")
        from newsroom.services import running

        with running(Path(folder) / "data"):
            run([sys.executable, "manage.py", "migrate", "--verbosity", "0"])
            sys.stdout.write(f"{count:,} articles, {file.stat().st_size / 1e6:,.0f} MB\n")
            for name in ("new", "unchanged"):
                begun = time.perf_counter()
                peak = run([sys.executable, "manage.py", "import_articles", str(file)])
                seconds = time.perf_counter() - begun
                sys.stdout.write(
                    f"{name:<10} {count / seconds:8,.0f} articles/s  {seconds:7.1f} s  "
                    f"peak memory {peak} MB\n"
                )
                sys.stdout.flush()


def write_articles(file: Path, count: int) -> None:
    draw = np.random.default_rng(7)
    words, chance = vocabulary(draw)
    with file.open("w") as out:
        for number in range(count):
            drawn = words[draw.choice(VOCABULARY, size=WORDS, p=chance)]
            paragraphs = [" ".join(part).capitalize() + "." for part in np.array_split(drawn, 8)]
            article = {
                "guid": f"bench-{number}",
                "headline": " ".join(drawn[:8]).capitalize(),
                "body": "\n\n".join(paragraphs),
                "byline": f"Reporter {number % 500}",
                "source": f"Wire {number % 5}",
                "section": f"Section {number % 9}",
                "published_at": f"{1990 + number % 35}-{1 + number % 12:02}-{1 + number % 28:02}",
            }
            out.write(json.dumps(article) + "\n")


def vocabulary(draw: np.random.Generator) -> tuple[Any, Any]:
    """Return made-up words, and how likely each is by Zipf's law."""
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = np.array(
        ["".join(draw.choice(letters, size=draw.integers(2, 12))) for _ in range(VOCABULARY)]
    )
    chance = 1 / np.arange(1, VOCABULARY + 1)
    return words, chance / chance.sum()


def run(command: list[str]) -> int:
    """Run a command to its end and return its peak of resident memory in MB."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=told)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            told.seek(0)
            sys.exit(
                f"{command[2]} ended with {process.returncode}: {told.read().decode()[-2000:]}"
            )
    return int(used.ru_maxrss // 1024)
