"""What the engines are asked: words of every frequency, phrases, actors, years.

Chosen from the first five thousand articles, by the share of them that have the word in any form.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from benchmarks import _corpus

SAMPLE = 5_000
EACH = 20
COMMON = (0.11, 0.28)
SOME = (0.008, 0.012)
RARE = (0.0, 0.0006)

Lexemes = Callable[[Sequence[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """`common` words are in 11 to 28 per cent of articles, `some` in 1, `rare` in hardly any."""

    common: list[str]
    some: list[str]
    rare: list[str]
    phrases: list[str]
    actors: list[int]
    years: list[int]


def asked(count: int, lexemes: Lexemes) -> Asked:
    """Choose what to ask an archive of `count` articles.

    `lexemes` gives the searched form of each word that can be searched for.
    """
    texts: list[list[str]] = []
    for made in _corpus.articles(min(count, SAMPLE)):
        texts.append(re.findall(r"[a-z]+", f"{made.headline} {made.body}".lower()))
    forms = lexemes(sorted({word for text in texts for word in text}))
    holding = Counter(form for text in texts for form in {forms[w] for w in text if w in forms})
    spelled = {form: word for word, form in sorted(forms.items(), reverse=True)}

    def within(bounds: tuple[float, float]) -> list[str]:
        least, most = (share * len(texts) for share in bounds)
        chosen = sorted(spelled[form] for form, n in holding.items() if least < n <= most)
        return _evenly(chosen)

    pairs = Counter(
        pair
        for text in texts
        for pair in set(pairwise(text))
        if pair[0] in forms and pair[1] in forms
    )
    frequent = sorted(pair for pair, n in pairs.items() if n > 0.004 * len(texts))
    return Asked(
        common=within(COMMON),
        some=within(SOME),
        rare=within(RARE),
        phrases=[" ".join(pair) for pair in _evenly(frequent)],
        actors=list(range(1, EACH + 1)),
        years=[_corpus.FIRST_DAY.year + number for number in range(0, 30, 2)],
    )


def _evenly(found: list[Any]) -> list[Any]:
    step = max(1, len(found) // EACH)
    return found[::step][:EACH]
