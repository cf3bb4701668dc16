"""Which quoted stretches somebody said: no titles, no names, no words held at a distance."""

import re

from .quotation import Stretch
from .story import FEW, Story
from .words import words_of

# Few words are only a quote when somebody says them right there.
BESIDE = 100
_TITLE_WORDS = 8
_TITLED = re.compile(
    r"\b(?:called|entitled|titled|named|dubbed|nicknamed|codenamed|as|film|movie|book|novel|poem|"
    r"song|single|album|play|opera|musical|series|show|article|essay|column|documentary|painting|"
    r"magazine|ship|operation|game|exhibition|project|programme|program),?\s$",
    re.IGNORECASE,
)
# "known as “…”" names somebody or something; what stands there was said by nobody.
_NAMED = re.compile(
    r"\b(?:known\sas|so-called|nicknamed|dubbed)"
    r"\s(?:the\s|an?\s)?$"
)
# "a “wet foot, dry foot” policy": words before a noun.
_DETERMINED = re.compile(r"(?:\b(?:an?|the|its|his|her|their)|['’]s)\s$", re.IGNORECASE)
_NOUN_AFTER = re.compile(
    r"\s(?!(?:and|or|but|that|which|who|when|while|as|if|because|to|of|for|in|on|at|by|with|from|"
    r"after|before|during|over|about|against|is|are|was|were|has|have|had|will|would|between|"
    r"through|into|than|under|within|without|since|until|despite|near|behind)\b)[a-z]"
)
_SMALL = words_of("a an and as at by for from in of on or the to with")
A_WORD = re.compile(r"[^\W\d_]+")


def is_quote(story: Story, stretch: Stretch, cued: bool, score: int, *, goes_on: bool) -> bool:
    """Tells somebody's words from titles, names and words held at a distance.

    `goes_on` when the paragraph has a quote before this one.
    """
    inner = stretch.inner(story.document.text)
    words = inner.split()
    if not A_WORD.search(inner):
        return False
    before = story.told[max(0, stretch.start - 40) : stretch.start]
    if _NAMED.search(before):
        return False
    ended = inner.rstrip()[-1] in ".,!?…"
    if not cued and not ended and _attributive(story, stretch, before):
        return False
    if _title_like(words) and not ended and (len(words) > 1 or _TITLED.search(before)):
        led_in = before.rstrip().endswith((":", ",")) and cued
        if not led_in or _TITLED.search(before):
            return False
    if len(words) > FEW:
        return True
    # One word said in passing is a word held at a distance; a whole sentence is not.
    sentence = inner[-1] in ".!?…" and story.sentence_start(stretch.start) == stretch.start
    if not cued:
        return sentence and goes_on
    begins = inner.lstrip("…. ")[:1].isupper() or before.rstrip().endswith((",", ":"))
    return ended and begins and (score < BESIDE or sentence)


def _attributive(story: Story, stretch: Stretch, before: str) -> bool:
    """Whether words stand between an article and its noun: a “wet foot, dry foot” policy."""
    return bool(_DETERMINED.search(before) and _NOUN_AFTER.match(story.told, stretch.end))


def _title_like(words: list[str]) -> bool:
    """Whether every word but the small ones has a capital: “The Long Road to Halden”."""
    plain = [word.strip(".,;:!?’'\"()") for word in words]
    return len(words) <= _TITLE_WORDS and all(
        word[:1].isupper() or word[:1].isdigit() or (at and word in _SMALL)
        for at, word in enumerate(plain)
        if word
    )
