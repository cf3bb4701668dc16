"""Figures as lines of a table, and beside those of an earlier run."""

from .counts import Count, Figures

HEAD = f"{'':<46}{'prec.':>7}{'recall':>8}{'F1':>8}{'right/found/wanted':>22}"


def table(name: str, figures: Figures, earlier: Figures | None = None) -> list[str]:
    """The lines of one set; with `earlier`, the change of F1 in points beside each figure."""
    lines = [name]
    for label, count in figures.items():
        line = f"  {label:<44}{_cells(count)}"
        if earlier is not None:
            line += f"{_change(count, earlier.get(label)):>10}"
        lines.append(line.rstrip())
    return lines


def _cells(count: Count) -> str:
    numbers = f"{_percent(count.precision):>7}{_percent(count.recall):>8}{_percent(count.f1):>8}"
    return f"{numbers}{f'{count.right}/{count.found}/{count.wanted}':>22}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"


def _change(now: Count, before: Count | None) -> str:
    if before is None:
        return "new"
    if now.f1 is None or before.f1 is None:
        return "–"
    return f"{100 * (now.f1 - before.f1):+.1f}"
