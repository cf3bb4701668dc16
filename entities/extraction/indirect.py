"""What somebody says without quotation marks.

Hollar said on Monday that |the bridge would close|.
|The bridge will close|, Hollar said.
According to Hollar, |the bridge will close|.
"""

import re

from .cues import ADDRESSING, CLAIMING, Cue, cues_in
from .phrases import Phrase
from .story import HIDDEN, Story

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
    r"\s(?:(?:the\s)?(?:\w+\s){0,2}(?:reporters|journalists|lawmakers|parliament|supporters|delegates|"
    r"officials|students|ministers|leaders|members|senators|deputies|investors|workers|soldiers)|"
    r"a\s(?:news|press)\sconference|[a-z]+\snews\sagency)(?=\s)"
)
# After "said" what is said can start with nearly any word, but these go on otherwise.
_SAID = re.compile(
    r"\s(?=[“\"‘]?(?!(?:to|so|as(?!\s(?:many|much|few|little|long)\b)|about(?!\s(?:\d|half|one|two|three))|of|for|by|with|in|on|at(?!\sleast\b)|from|into|nothing|something|goodbye|"
    r"farewell|hello|yes|much|little|no\sto|and|or|but|that|when|what|how|why|who|where|"
    r"\w+ly|again|later|earlier|before|after|during|outside|inside|near|against|"
    r"between|through|over|across|along|is|are|was|were|will|would|has|have|had|do|does|did|only|just|it\sall|also)\b)\w)"
)
_SAID_WORDS = 4
# "warned the toll may rise": a clause after a noun phrase, when the verb of it is near.
_NOUN_CLAUSE = re.compile(
    r"\s(?=(?:the|a|an|his|her|its|their|this|these|no|most|all|some|\d+|[A-Z][\w’']+)\s"
    r"(?:(?!who\b|which\b|that\b|to\b|where\b|when\b|as\b|and\b|it\b)[\w’'-]+\s){1,5}?"
    r"(?:is|are|was|were|will|would|has|have|had|can|could|may|might|must|should)\s)"
)
# "a bill that she said would help": no clause of its own, as "an interview in which he said" has.
_RELATIVE = re.compile(r"(?<!\b(?:in|by|at|to)\s)(?<!\bwith\s)\b(?:which|who|that|what)\s$")
_PRONOUN_CLAUSE = re.compile(r"\s(?=(?:he|she|it|they|there)\s)")
_ENDS = re.compile(
    r"(?:\s(?:reporters|journalists|lawmakers|a\s\w+\sconference))?"
    r"(?:,?\s(?:on|in|at|late|early|last|during)\s[^.,\n]{1,60})?"
    r"\s*(?:[.!?\n]|$|,\s(?:and|but|or|who|which|while|as|citing|\w+ing)\s|"
    rf":(?!\s*[{HIDDEN}“\"]))"
)
# What "promised to help, now that" and "warned Norway about the plan that" go on with.
_NO_CONTENT = re.compile(
    r"^\s?(?:to|about)\s|\sabout\s|\b(?:now|so|such|given|provided|order|than)$"
)
# "said … and proposed": the speaker says something else.
_JOINED = re.compile(
    r"(?P<and>,?\s(?:and|but|yet|then))\s"
    r"(?:(?:also|later|then|further|(?P<had>has|have|had)|again|even|instead|\w+ly)\s)*$"
)
_PAST = re.compile(r"\w+ed|said|told|wrote|spoke|swore|read")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|will|would|has|have|had|can|could|may|might|must|should|does|did)\b"
)
_OBJECT = re.compile(r"\s(?:that|to|for|the|an?|his|her|its|their|it|he|she|they|[A-Z])\b|\s[A-Z]")
_JOINT = 60
# After ", Hollar said," what no longer belongs to the words before.
_ADDED = re.compile(r",\s(?:and|but|or|who|which|while|as|citing|\w+ing)\b")
# "soldiers, Russians according to Kiev": no more than a name for what stands before.
_ASIDE_WORDS = 3
# ", and Kessler said": somebody else speaks.
_OTHER = re.compile(r",\s(?:and|but|while)\s(?:[\w.’'-]+\s){1,6}(?:has\s|had\s)?$")
_LEADING = " \t\r"
_ASIDE = re.compile(
    r",?\s(?:on|in|at|to|during|after|before|from|for|late|early|last|again|also|beside|with|alongside|through|once|yesterday|today|"
    r"by|via|this|\w+ly)\b[^,]*(?:,\s[A-Z][^,]{1,30})?,?$"
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
    if phrase.start < cue.start and not _RELATIVE.search(told, low, phrase.start):
        match = _THAT.match(told, cue.end, high)
        if match and _fits_between(cue, match["between"]):
            return _clause(cue, told, match.end(), high)
        bare = _PRONOUN_CLAUSE
        at = cue.end
        if cue.lemma == "tell":
            at, bare = _after_hearer(story, at)
        if when := _WHEN.match(told, at, high):
            at = when.end()
        if not cue.participle and (begin := _begins(cue, told, at, high, bare)) is not None:
            return _clause(cue, told, begin, high)
    return _before(story, cue, phrase, low, high)


def _begins(cue: Cue, told: str, at: int, high: int, bare: re.Pattern[str]) -> int | None:
    """Where a clause without "that" starts after a cue; None where an object follows it."""
    if match := bare.match(told, at, high) or _NOUN_CLAUSE.match(told, at, high):
        return match.end()
    if cue.lemma != "say":
        return None
    match = _CLAUSE.match(told, at, high)
    if (
        match is None
        and told[at - 1] != ","
        and len(told[at : min(high, at + 90)].split()) >= _SAID_WORDS
    ):
        match = _SAID.match(told, at, high)
    return match.end() if match else None


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
    if cue.lemma in ADDRESSING:
        return not _NO_CONTENT.search(between) and not any(cues_in(between, 0, len(between)))
    if not between.strip() or _ASIDE.match(between):
        return True
    when = _WHEN.match(f"{between} ")
    rest = between[when.end() :] if when else between
    return not rest.strip() or _ASIDE.match(rest) is not None


def _clause(cue: Cue, told: str, start: int, high: int) -> tuple[int, int] | None:
    """The clause up to the end of the sentence, or to a verb that says something more.

    None where it runs into quoted words, which are a direct quote.
    """
    end = high
    if told.startswith(HIDDEN, high):
        return None
    for inner in cues_in(told, start, high):
        near = max(start, inner.start - _JOINT)
        if inner.lemma in ("say", "tell") and (other := _OTHER.search(told, near, inner.start)):
            end = other.start()
            break
        if inner.participle and told[near : inner.start].rstrip().endswith(","):
            end = told.rindex(",", near, inner.start)
            break
        joint = _JOINED.search(told, near, inner.start)
        if joint and _speaks_on(cue, inner, told, told[start : joint.start()], joint):
            end = joint.start()
            break
    return _trimmed(told, start, end)


def _speaks_on(cue: Cue, inner: Cue, told: str, said: str, joint: re.Match[str]) -> bool:
    """Whether "and proposed" is the speaker's next verb, not one more of what is said.

    It is after a comma or "but", for "said … and said", and where what is said has an auxiliary
    that the form cannot hang on; a plain past may go on with either.
    """
    past = _PAST.fullmatch(inner.word) is not None
    if inner.participle or past != bool(_PAST.fullmatch(cue.word)):
        return False
    if joint["had"]:
        return joint["had"] not in said.split()
    if inner.lemma != "say" and not past and not inner.word.endswith("s"):
        # "will stay and defend".
        return False
    if "," in joint["and"] or "but" in joint["and"] or inner.lemma == "say":
        return True
    return bool(_AUXILIARY.search(said) and _OBJECT.match(told, inner.end))


def _before(story: Story, cue: Cue, phrase: Phrase, low: int, high: int) -> tuple[int, int] | None:
    """The clause before ", Hollar said." or ", said Hollar."."""
    told = story.told
    start, end = min(cue.start, phrase.start), max(cue.end, phrase.end)
    comma = told.rfind(",", low, start)
    if comma < 0:
        return None
    goes_on = told.startswith(",", end) and not _ENDS.match(told, end, high + 1)
    if not goes_on and not _ENDS.match(told, end, high + 1):
        return None
    # Only a title may stand between the comma and the speaker.
    between = told[comma + 1 : start].split()
    if (
        any(cues_in(told, comma, start))
        or len(between) > _TITLE_WORDS
        or low != story.sentence_start(cue.start)
    ):
        return None
    if goes_on:
        # "It was clear, he said, that …": the sentence is what he said.
        return None if told[comma + 1 : start].strip() else _clause(cue, told, low, high)
    return _trimmed(told, low, comma)


def _according(
    story: Story, cue: Cue, phrase: Phrase, low: int, high: int
) -> tuple[int, int] | None:
    told = story.told
    before = told[low : cue.start].strip(_TRAILING) if cue.word[0].islower() else ""
    if before:
        aside = before.rpartition(",")[2].split()
        beside = told[low : cue.start].rstrip().endswith(",")
        if not beside and "," in before and len(aside) <= _ASIDE_WORDS:
            return None
        if beside and told.startswith(",", phrase.end) and not _ADDED.match(told, phrase.end, high):
            return _trimmed(told, low, high)
        return _trimmed(told, low, cue.start)
    comma = told.find(",", phrase.end, high)
    return _trimmed(told, comma + 1, high) if comma >= 0 else None


def _trimmed(told: str, start: int, end: int) -> tuple[int, int] | None:
    words = told[start:end]
    start += len(words) - len(words.lstrip(_LEADING))
    end = start + len(words.lstrip(_LEADING).rstrip(_TRAILING))
    return (start, end) if len(told[start:end].split()) >= _LEAST_WORDS else None
