"""Texts that figures are measured on: the demo archive, and what only looks for trouble."""

import json
from collections.abc import Callable
from itertools import cycle, islice, product
from pathlib import Path

DEMO = Path(__file__).resolve().parent.parent / "demo"


def reports() -> list[str]:
    return [
        json.loads(line)["body"]
        for file in sorted(DEMO.glob("*.jsonl"))
        for line in file.read_text().splitlines()
    ]


def prose(words: int) -> str:
    """So many words of the demo archive, over and over."""
    some = cycle(reports())
    parts: list[str] = []
    while words > 0:
        parts.append(next(some))
        words -= len(parts[-1].split())
    return "\n\n".join(parts)


def names(count: int) -> list[str]:
    """Names of nobody, all different."""
    parts = (("Anna", "Boris", "Carla", "Dmitri"), ("Kess", "Hol", "Tar"), *["aeioukstrnlm"] * 3)
    return [f"{first} {''.join(last)}son" for first, *last in islice(product(*parts), count)]


HOSTILE: dict[str, Callable[[], str]] = {
    "empty": str,
    "one word": lambda: "Halden",
    "5,000 names": lambda: ", ".join(names(5_000)),
    "all capitals, 100 kB": lambda: prose(16_000).upper()[:100_000],
    "no punctuation, 100 kB": lambda: "".join(c for c in prose(17_000) if c.isalnum() or c == " ")[
        :100_000
    ],
    "one line of “he said, she said”, 180 kB": lambda: "he said, she said, " * 9_500,
    "40,000 quotation marks": lambda: '"' * 40_000,
    "table of 5,000 scores": lambda: "\n".join(
        f"{name} {number % 7} {number % 5}" for number, name in enumerate(names(5_000))
    ),
    "emoji and right-to-left marks, 100 kB": lambda: prose(10_000).replace(
        " ", " \u200f\N{GRINNING FACE} "
    )[:100_000],
    "another language, 100 kB": lambda: (
        "Die Ministerin Greta Hol sagte, dass sie mit dem Land nicht spricht. " * 1_450
    ),
    "plain text, 5 MB": lambda: prose(900_000)[:5_000_000],
    "a million words": lambda: prose(1_000_000),
}
