"""What somebody says without quotation marks.

Hollar said on Monday that |the bridge would close|.
|The bridge will close|, Hollar said.
According to Hollar, |the bridge will close|.
"""

import re

from .cues import ADDRESSING, CLAIMING, Cue, cues_in
from .story import HIDDEN, Story
from .subjects import Phrase

# Fewer words are no statement: "as Hollar said".
_LEAST_WORDS = 3
_THAT = re.compile(rf"(?P<between>[^.;:\n{HIDDEN}“\"]{{0,70}}?)\s(?:that)\s(?=\w)")
_TITLE_WORDS = 6
# The name of whom somebody tells starts this near.
_HEARER = 60
# Without "that": a clause of its own that starts with its subject.
_CLAUSE = re.compile(
    r"\s(?=(?:he|she|it|they|there|the|a|an|his|her|its|their|this|these|no|most|all|some|more|"
    r"[A-Z]\w+)\s)"
)
# When it was said: "said Monday the bridge …", "said on Monday that".
_WHEN = re.compile(
    r"(?:\s(?:(?:late|early|earlier)\s)?(?:on\s)?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?:\s(?:morning|afternoon|evening|night))?|yesterday|today|last\s(?:week|month|year|night)|"
    r"in\s(?:a|the)\s(?:\w+\s)?(?:statement|interview|report|speech|letter)),?)+(?=\s)"
)
# To whom "told" speaks, before a clause without "that".
_HEARERS = re.compile(
    r"\s(?:(?:the\s)?(?:\w+\s)?(?:reporters|journalists|lawmakers|parliament|supporters|delegates)|"
    r"a\s(?:news|press)\sconference|[a-z]+\snews\sagency)(?=\s)"
)
_PRONOUN_CLAUSE = re.compile(r"\s(?=(?:he|she|it|they|there)\s)")
_ENDS = re.compile(
    r"(?:\s(?:reporters|journalists|lawmakers|a\s\w+\sconference))?"
    r"(?:,?\s(?:on|in|at|late|early|last|during)\s[^.,\n]{1,60})?"
    rf"\s*(?:[.!?\n]|$|,\s(?:and|but)\s|:(?!\s*[{HIDDEN}“\"]))"
)
# ", and Kessler said": somebody else speaks.
_OTHER = re.compile(r",\s(?:and|but|while)\s(?:[\w.’'-]+\s){1,6}(?:has\s|had\s)?$")
_LEADING = " \t\r\"“‘'"
_ASIDE = re.compile(
    r",?\s(?:on|in|at|to|during|after|before|from|for|late|early|last|again|also|beside|with|alongside|through|once|yesterday|today|"
    r"\w+ly)\b[^,]*,?$"
)
_TRAILING = " .,;:!?…\t\r"


def content_of(
    story: Story, cue: Cue, phrase: Phrase, low: int, high: int
) -> tuple[int, int] | None:
    """Where the words stand that `phrase` says at `cue`; None when it says none there."""
    told = story.told
    if cue.lemma == "according":
        return _according(story, cue, phrase, low, high)
    if cue.lemma not in CLAIMING:
        return None
    if phrase.start < cue.start:
        match = _THAT.match(told, cue.end, high)
        if match and _fits_between(cue, match["between"]):
            return _clause(told, match.end(), high)
        bare = _CLAUSE if cue.lemma == "say" else _PRONOUN_CLAUSE
        at = cue.end
        if cue.lemma == "tell":
            at, bare = _after_hearer(story, at)
        if when := _WHEN.match(told, at, high):
            at = when.end()
        if (match := bare.match(told, at, high)) and not cue.participle:
            return _clause(told, match.end(), high)
    return _before(story, cue, phrase, low, high)


def _after_hearer(story: Story, at: int) -> tuple[int, re.Pattern[str]]:
    """Where "told" has named whom it tells, and how a clause of what is told can start there."""
    if match := _HEARERS.match(story.told, at):
        return match.end(), _CLAUSE
    named = story.within(at, at + _HEARER)
    if named and not story.told[at : named[0].start].strip().removeprefix("the"):
        return named[0].end, _PRONOUN_CLAUSE
    return at, _PRONOUN_CLAUSE


def _fits_between(cue: Cue, between: str) -> bool:
    """Whether the words before "that" are no object it belongs to: "denied the claim that"."""
    if when := _WHEN.match(f"{between} "):
        between = between[when.end() :]
    if not between.strip() or cue.lemma in ADDRESSING:
        return not any(cues_in(between, 0, len(between)))
    return _ASIDE.match(between) is not None


def _clause(told: str, start: int, high: int) -> tuple[int, int] | None:
    """The clause up to the end of the sentence, or to a participle that says something more.

    None where it runs into quoted words, which are a direct quote.
    """
    end = high
    if told.startswith(HIDDEN, high):
        return None
    for cue in cues_in(told, start, high):
        if cue.lemma in ("say", "tell") and (other := _OTHER.search(told, start, cue.start)):
            end = other.start()
            break
        if cue.participle and told[start : cue.start].rstrip().endswith(","):
            end = told.rindex(",", start, cue.start)
            break
    return _trimmed(told, start, end)


def _before(story: Story, cue: Cue, phrase: Phrase, low: int, high: int) -> tuple[int, int] | None:
    """The clause before ", Hollar said." or ", said Hollar."."""
    told = story.told
    start, end = min(cue.start, phrase.start), max(cue.end, phrase.end)
    comma = told.rfind(",", low, start)
    if comma < 0 or not _ENDS.match(told, end, high + 1):
        return None
    # Only a title may stand between the comma and the speaker.
    between = told[comma + 1 : start].split()
    if (
        any(cues_in(told, comma, start))
        or len(between) > _TITLE_WORDS
        or low != story.sentence_start(cue.start)
    ):
        return None
    return _trimmed(told, low, comma)


def _according(
    story: Story, cue: Cue, phrase: Phrase, low: int, high: int
) -> tuple[int, int] | None:
    told = story.told
    before = told[low : cue.start].strip(_TRAILING)
    if before:
        return _trimmed(told, low, cue.start)
    comma = told.find(",", phrase.end, high)
    return _trimmed(told, comma + 1, high) if comma >= 0 else None


def _trimmed(told: str, start: int, end: int) -> tuple[int, int] | None:
    words = told[start:end]
    start += len(words) - len(words.lstrip(_LEADING))
    end = start + len(words.lstrip(_LEADING).rstrip(_TRAILING))
    return (start, end) if len(told[start:end].split()) >= _LEAST_WORDS else None
