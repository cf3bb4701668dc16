"""Whether a sentence can tell of a dealing at all, by its words alone, before it is parsed.

A word of the lexicon in any form lets it through; the parser then decides what it means. Forms are
compared by a crude stem, so a few sentences pass that tell nothing.
"""

import re
from functools import lru_cache

from .lexicon import (
    ADJECTIVE_SENSES,
    BLAME,
    EVENTS,
    PHRASE_SENSES,
    RELATIONS,
    REQUESTS,
    SENSES,
    WISHING,
)
from .words import words_of

# Past forms that no rule gives.
_IRREGULAR = {
    "meet": "met",
    "speak": "spoke spoken",
    "write": "wrote written",
    "fly": "flew flown",
    "tell": "told",
    "give": "gave given",
    "lend": "lent",
    "feed": "fed",
    "flee": "fled",
    "seek": "sought",
    "forbid": "forbade forbidden",
    "shake": "shook shaken",
    "shoot": "shot",
    "beat": "beaten",
    "slay": "slew slain",
    "fight": "fought",
    "strike": "struck stricken",
    "hold": "held",
    "begin": "began begun",
    "send": "sent",
    "make": "made",
    "pay": "paid",
    "keep": "kept",
    "build": "built",
    "break": "broke broken",
    "take": "took taken",
    "freeze": "froze frozen",
    "withdraw": "withdrew withdrawn",
    "withhold": "withheld",
    "sell": "sold",
    "lead": "led",
    "lay": "laid",
    "blow": "blew blown",
    "overthrow": "overthrew overthrown",
    "rise": "rose risen",
    "stand": "stood",
    "swear": "swore sworn",
    "drive": "drove driven",
    "bring": "brought",
    "buy": "bought",
    "sink": "sank sunk",
    "throw": "threw thrown",
    "get": "got",
    "win": "won",
    "see": "saw seen",
    "find": "found",
    "leave": "left",
    "steal": "stole stolen",
    "hang": "hung",
    "draw": "drew drawn",
    "go": "went gone",
    "come": "came",
    "sit": "sat",
    "tear": "tore torn",
    "forgive": "forgave forgiven",
    "catch": "caught",
    "overrun": "overran",
    "run": "ran",
    "fall": "fell",
}
_WORD = re.compile(r"[^\W\d_]+")
_MUST = words_of("must should ought")
_ENDING = re.compile(r"(?:ing|ie|ied|ed|e|y)$")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    if len(word) < 4:
        return word.removesuffix("e")
    # Twice: "deployed" and "deploy" are both "deplo".
    stem = _ENDING.sub("", _ENDING.sub("", word.removesuffix("s")))
    if len(stem) < 3:
        # "sued" and "sue" are both "su".
        return stem
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem


def _stems() -> frozenset[str]:
    verbs = {name.partition("+")[0] for name in SENSES} | {verb for verb, _ in PHRASE_SENSES}
    words = (
        verbs
        | set(ADJECTIVE_SENSES)
        | set(EVENTS)
        | WISHING
        | BLAME
        | _MUST
        | {*RELATIONS, *REQUESTS}
    )
    for verb, forms in _IRREGULAR.items():
        if verb in verbs:
            words |= set(forms.split())
    return frozenset(_stem(word) for word in words)


STEMS = _stems()


def may_tell(sentence: str) -> bool:
    """Whether any word of a sentence is a form of a word of the lexicon."""
    return any(_stem(word) in STEMS for word in _WORD.findall(sentence.casefold()))
