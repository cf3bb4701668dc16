"""Search beside SQLite FTS5 and tantivy, pages, the web server: 100,000 articles, or N=1000000.

Makes the archives of N and of N/5 articles below BENCH_DATA (`.benchmarks` in the project) once and
keeps them; a million take about an hour and 20 GB. Then asks all engines the same questions in
turn, in one process an archive: processor time (ours: this process and the database's) and wall
clock, in milliseconds. ROUNDS=1 is quicker.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 3
WEB_S = 15.0
# The most that ours may take, as a part of FTS5's time and of tantivy's.
MUST = {
    "newest 20, common word": (0.1, 2),
    "relevance, common word": (0.6, None),
    "common word + actor, count": (0.2, 3),
    "common word + year, count": (0.2, 3),
    "page 500, common word": (0.05, 1),
    "facets and histogram, common word": (0.1, 2),
}


def main() -> None:
    count = int(os.environ.get("N", "100000"))
    small, large = (_in_a_process(size) for size in (max(count // 5, 100), count))
    for figures in (small, large):
        _tell(figures)
    _tell_growth(small, large)


def measure(count: int) -> dict[str, Any]:
    """Load an archive if need be, and return all its figures."""
    from benchmarks import _load

    rounds = int(os.environ.get("ROUNDS", ROUNDS))
    with _load.served(count) as folder:
        stamp = _load.load(folder, count)
        figures = figures_of(folder, count, rounds, asdict(stamp))
    from benchmarks import _pages
    from newsroom.services.folders import cluster_folder, database_account

    _pages.forget_files(cluster_folder(folder / "data", database_account()))
    with _load.served(count):
        figures["cold pages"] = _pages.time_pages(_asked(count), warm=False)
    (folder / "figures.json").write_text(json.dumps(figures, indent=1))
    return figures


def figures_of(
    folder: Path, count: int, rounds: int, stamp: dict[str, Any], web_s: float = WEB_S
) -> dict[str, Any]:
    """Return the warm figures of the archive that is served now."""
    from benchmarks import _beside, _classes, _ours, _pages, _web

    fts5, tantivy = _beside.Fts5(folder, count), _beside.Tantivy(folder, count)
    archive, asked = _ours.Archive(), _asked(count)
    clock = archive.clock()
    figures = {
        "count": count,
        "load": stamp,
        "others": {
            engine.name: {
                "articles a second": count / engine.seconds,
                "MB": engine.megabytes,
            }
            for engine in (fts5, tantivy)
        },
        "classes": _classes.time_classes(archive, [fts5, tantivy], clock, asked, count, rounds),
        "errors": _classes.errors(archive, asked),
        "pages": _pages.time_pages(asked, rounds),
    }
    if web_s:
        figures["web"] = _web.time_web(asked, _web.parent_of(_backend()), web_s)
    return figures


def _asked(count: int) -> Any:
    from benchmarks import _asked, _ours

    return _asked.asked(count, _ours.Archive().lexemes)


def _backend() -> int:
    from django.db import connection

    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def _in_a_process(count: int) -> dict[str, Any]:
    """A process can open one archive."""
    command = [sys.executable, "-m", "benchmarks.search", str(count)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(f"measuring {count:,} articles ended with {done.returncode}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


# --- Tables --------------------------------------------------------------------------------------


def _tell(figures: dict[str, Any]) -> None:
    load = figures["load"]
    _say(f"\n### {figures['count']:,} articles\n")
    _say("| loading | articles a second | MB |\n| --- | --- | --- |")
    _say(
        f"| archive: articles {load['seconds']['articles']:,.0f} s, counters"
        f" {load['seconds']['counters']:,.0f} s, indexes {load['seconds']['indexes']:,.0f} s |"
        f" {load['seconds']['articles a second']:,.0f} |"
        f" {', '.join(f'{name} {size:,.0f}' for name, size in load['megabytes'].items())} |"
    )
    for name, other in figures["others"].items():
        _say(f"| {name} | {other['articles a second']:,.0f} | {other['MB']:,.0f} |")

    _say("\n| processor ms, p50 (p95) | archive | FTS5 | tantivy | × FTS5 | × tantivy | must |")
    _say("| --- | --- | --- | --- | --- | --- | --- |")
    for title, times in figures["classes"].items():
        _say(f"| {title} | {' | '.join(_cells(title, times))} |")
    if figures["errors"]:
        told = ", ".join(f"{name} {value:.2g}" for name, value in figures["errors"].items())
        _say(f"\nEstimated shares above 1 %, against the true ones: {told}.")

    _say("\n| page | processor ms, p50 (p95) | wall | cold, processor | cold, wall |")
    _say("| --- | --- | --- | --- | --- |")
    for title, times in figures["pages"].items():
        cold = figures.get("cold pages", {}).get(title)
        cells = [_pair(times), _pair(times, "wall ")]
        cells += [_pair(cold), _pair(cold, "wall ")] if cold else ["", ""]
        _say(f"| {title} | {' | '.join(cells)} |")

    if web := figures.get("web"):
        _say("\n| web server | pages a second | on two cores of its own | wall ms |")
        _say("| --- | --- | --- | --- |")
        for name in ("repeated", "distinct"):
            one = web[name]
            _say(
                f"| {name} | {one['a second']:,.0f} | {one['a second of two cores']:,.0f} |"
                f" {_pair(one, 'wall ')} |"
            )
        _say(f"\nMemory of the web server's processes: {web['memory']['MB']:,.0f} MB.")


def _cells(title: str, times: dict[str, dict[str, float]]) -> list[str]:
    ours, fts5, tantivy = (times.get(name) for name in ("archive", "FTS5", "tantivy"))
    assert ours  # noqa: S101 (always measured)
    cells = [_pair(ours)]
    for other in (fts5, tantivy):
        cells.append(_pair(other) if other else "")
    for other in (fts5, tantivy):
        cells.append(_short(ours["p50"] / other["p50"]) if other else "")
    must = MUST.get(title)
    cells.append(", ".join(f"≤ {most:g}" for most in must if most) if must else "")
    return cells


def _tell_growth(small: dict[str, Any], large: dict[str, Any]) -> None:
    _say(f"\n| from {small['count']:,} to {large['count']:,} articles, processor p50 | grows |")
    _say("| --- | --- |")
    for title, times in large["classes"].items():
        if before := small["classes"].get(title):
            _say(f"| {title} | × {times['archive']['p50'] / before['archive']['p50']:.2f} |")
    for title, times in large["pages"].items():
        if before := small["pages"].get(title):
            _say(f"| page: {title} | × {times['p50'] / before['p50']:.2f} |")


def _pair(times: dict[str, float], what: str = "") -> str:
    return f"{_short(times[f'{what}p50'])} ({_short(times[f'{what}p95'])})"


def _short(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
