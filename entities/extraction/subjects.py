"""Who a cue makes speak: the phrase before its verb, or after it.

Jan Hollar, the mayor of Bonn, said             a mention, over what stands in between
a spokesman for the ministry said               a nominal, with whom it belongs to
said the minister; according to Hollar          the phrase after it
Hollar arrived, saying                          the subject of the sentence
"""

import re
from itertools import islice

from .cues import INVERTED, Cue
from .phrases import (
    DOCUMENTS,
    LAST_WORD,
    ORGANISATIONS,
    OWNERS,
    PREPOSITION,
    REACH,
    TAIL,
    WORD,
    Phrase,
    nominal,
    noun_phrase,
    of_mention,
    speaks,
)
from .story import HIDDEN, Named, Story
from .titles import is_title_head
from .words import words_of

_HELPERS = re.compile(
    rf"(?:(?:^|\s)(?:has|have|had|is|was|were|are|would|will|could|might|may|can|did|does|do|been|"
    rf"also|later|then|now|not|never|already|once|again|first|still|even|just|too|often|always|"
    rf"further|both|all|yesterday|today|earlier|previously|since|\w+ly|"
    rf"(?:late |early |earlier )?(?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    rf"(?: (?:morning|afternoon|evening|night))?|"
    rf"(?:late |earlier )?(?:last|this) (?:week|month|year)|"
    rf"in (?:an?|the|his|her|its|their) (?:{WORD} ){{0,2}}"
    rf"(?:statement|interview|speech|letter|tweet|post|briefing|report|address|message)))+$"
)
_PASSIVE = re.compile(r"\b(?:is|was|were|are|been|being|be)(?: \w+ly)?$")
_QUOTED = re.compile(r"\b(?:was|were|is|are|been) (?:quoted|cited) (?:\w+ ){0,4}as$")
# "The agency quoted Hollar as saying": the object speaks.
_QUOTES = re.compile(r"\b(?:quot(?:es|ed|ing)|cit(?:es|ed|ing))\s(?P<who>[^,;:]{2,120}?)\sas$")
_PRONOUN = re.compile(r"\b(?P<word>[Hh]e|[Ss]he|[Tt]hey|[Ii]t)$")
# "Hollar, however, said".
_HOWEVER = re.compile(
    r",?\s(?:however|meanwhile|though|too|in\sturn|for\s(?:his|her|its)\spart),?$"
)
_IN_BRACKETS = re.compile(r"\s?\([^()]{1,40}\)$")
_AGE = re.compile(r",\s\d{1,3}$")
_OPENING = re.compile(
    r"(?:(?:And|But|So|Yet|Also|Then|Meanwhile|However|Still)\b,?\s+"
    r"|(?:In|On|At|After|Before|During|Since|Under|With|For|From|By|As|When|While|Earlier|Later|"
    r"Speaking|Asked|Last)\b[^,\n]{0,90},\s+)*"
)
_FIRST_PRONOUN = re.compile(r"(?P<word>[Hh]e|[Ss]he|[Tt]hey|[Ii]t)\b")
# "Beforehand he had telephoned": a word or two may stand before it.
_EARLY_PRONOUN = re.compile(
    r"(?!(?:When|As|While|After|Before|If|Since|Although|Though|Because|Once|Until)\b)"
    rf"(?:{WORD},?\s){{0,3}}?(?P<word>[Hh]e|[Ss]he|[Tt]hey|[Ii]t)\b"
)
# "said a 45-year-old farmer": any noun after an article, up to what can no longer belong to it.
_INDEFINITE = re.compile(
    rf"(?:[Aa]n?|[Tt]he|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Tt]heir)\s(?:(?=[a-z\d]){WORD}\s){{0,3}}?"
    rf"(?P<head>(?=[a-z\d]){WORD})(?=\s(?:who|of|for|at|from|in|with|to|by|on|and)\b|[.,;:\n]|\s?$)"
)
# "the |Kremlin| spokesman", "|Russia|’s former ambassador".
_COMPOUND = re.compile(r"(?:\s[A-Z][\w-]*)*|['’]s?(?:\s(?!an?\b|the\b)[\w-]+){0,3}")
_BELONGS = re.compile(r"\s(?:of|for|at|from|in|by)\s(?:the\s)?")
_PREPOSITIONS = words_of("of for at from in with to by on against about after before")
_COMMA = re.compile(r",|\s[–—]")
# "Jan Hollar, the mayor of Bonn, Halden and Vik, said": further back it is another clause.
_COMMAS = 4
_WORDS = re.compile(WORD)
_WORDS_BEFORE_HEAD = 7
_AFTER_END = re.compile(
    rf"[;:()\n{HIDDEN}“\"]|,(?=\s(?:who|which|and|but|in|on|at)\b)|\swho\s|"
    # Not after "Mr" nor an initial.
    r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bGen)(?<!\bSen)(?<!\bRep)\."
)
_RELATIVE = re.compile(r",\s(?:who|which|whose)\b")
# Words of a post before a name: "Karvenian Party representative Anna Vogel".
_POST_WORDS = 6
_SMALL = words_of("the a an of and for")
_PRONOUN_LENGTH = 6


def subject_of(story: Story, cue: Cue, low: int, high: int, *, after_quote: bool) -> Phrase | None:
    """The phrase that speaks at `cue`, in the clause from `low` to `high`."""
    if cue.lemma == "according":
        return phrase_after(story, cue.end, high)
    if after_quote or story.told[low : cue.start].rstrip()[-1:] == ",":
        inverts = cue.lemma in INVERTED and not cue.participle
        inverted = phrase_after(story, cue.end, high) if inverts else None
        # “…,” Hollar said the bridge: the subject stands before the verb, and an object after it.
        if inverted and (after_quote or not story.told[inverted.end : high].strip(" .,;\n")):
            return inverted
        if after_quote:
            return None
    left = story.told[low : cue.start].rstrip()
    # Nothing before these many characters belongs to the verb's own words.
    near = max(low, cue.start - REACH - TAIL)
    tail = story.told[near : low + len(left)]
    if quoted := _QUOTED.search(tail):
        return phrase_before(story, low, near + quoted.start())
    if cue.lemma == "say" and cue.participle and (quoted := _QUOTES.search(tail)):
        return phrase_after(story, near + quoted.start("who"), near + quoted.end("who"))
    passive = _PASSIVE.search(tail[-TAIL:]) is not None
    if cue.participle and not passive:
        last = LAST_WORD.search(left)
        if last and last["word"].casefold() in DOCUMENTS:
            # "sent a letter saying": who is said where the letter is.
            return nominal(story, low, low + len(left))
        return clause_subject(story, low, cue.start)
    if passive and not cue.participle:
        by = story.told.startswith(" by ", cue.end)
        return phrase_after(story, cue.end + 4, high) if by and cue.naming else None
    return phrase_before(story, low, cue.start)


def phrase_before(story: Story, low: int, at: int) -> Phrase | None:
    """The noun phrase that ends before `at`, over helping verbs, adverbs and brackets."""
    left = story.told[low:at].rstrip()
    head, tail = left[:-TAIL], left[-TAIL:]
    tail = _HOWEVER.sub("", _HELPERS.sub("", tail).rstrip())
    left = head + _AGE.sub("", _IN_BRACKETS.sub("", tail))
    end = low + len(left)
    if left.endswith((",", "–", "—")):
        return _before_apposition(story, low, low + len(left[:-1].rstrip()))
    if match := _PRONOUN.search(left[-_PRONOUN_LENGTH:]):
        start = end - len(match.group())
        return Phrase(start, end, "pronoun", head=match["word"].casefold())
    last = LAST_WORD.search(left, max(0, len(left) - TAIL))
    if last is None:
        return None
    word = last["word"].casefold()
    if word in ("who", "which", "that"):
        inner = left[: last.start()].rstrip().rstrip(",")
        return noun_phrase(story, low, low + len(inner))
    if word in ("and", "but", "or", "then"):
        return clause_subject(story, low, low + last.start())
    return noun_phrase(story, low, end)


def _before_apposition(story: Story, low: int, end: int) -> Phrase | None:
    """Finds Jan Hollar in "Jan Hollar, the mayor of Bonn," and in "The mayor, Jan Hollar,"."""
    opening = _OPENING.match(story.told, low, end)
    low = opening.end() if opening else low
    left = story.told[low:end]
    commas = [match.start() for match in _COMMA.finditer(left)][-_COMMAS:]
    if commas and _RELATIVE.match(left, commas[-1]):
        return noun_phrase(story, low, low + len(_AGE.sub("", left[: commas[-1]])))
    inner = noun_phrase(story, low, end)
    phrases = [
        phrase for comma in commas if (phrase := noun_phrase(story, low, low + comma)) is not None
    ]
    if (
        inner
        and inner.group is not None
        and _may_stand_beside(story, inner.group, phrases)
        and (not commas or _is_post(left[commas[-1] + 1 : inner.start - low]))
        and (not phrases or phrases[-1].how == "nominal")
    ):
        return inner
    people = [
        phrase
        for phrase in phrases
        if phrase.group is not None and story.groups[phrase.group].kind == "person"
    ]
    return next(iter(people or phrases), None)


def _may_stand_beside(story: Story, group: int, phrases: list[Phrase]) -> bool:
    """Whether a name set off by commas can be whom the noun before means."""
    kind = story.groups[group].kind
    of_body = bool(phrases) and phrases[-1].head in ORGANISATIONS
    return kind == "person" or (kind == "organisation" and of_body)


def _is_post(words: str) -> bool:
    """Whether words between a comma and a name are but the post of the named."""
    parts = words.replace(",", " ").split()
    return len(parts) <= _POST_WORDS and all(
        part[0].isupper() or part in _SMALL or part in "–—" or is_title_head(part)
        for part in parts[:-1]
    )


def clause_subject(story: Story, low: int, at: int) -> Phrase | None:
    """The first noun phrase of a clause that is not part of its opening words."""
    opening = _OPENING.match(story.told, low, at)
    start = opening.end() if opening else low
    match = _EARLY_PRONOUN.match(story.told, low, at) or _EARLY_PRONOUN.match(story.told, start, at)
    if match and not story.within(match.start(), match.start("word")):
        begin, end = match.span("word")
        return Phrase(begin, end, "pronoun", head=match["word"].casefold())
    return _phrase_from(story, start, min(at, start + REACH))


def phrase_after(story: Story, at: int, high: int) -> Phrase | None:
    """The noun phrase that starts after a verb or "according to"."""
    start = at + len(story.told[at:high]) - len(story.told[at:high].lstrip())
    stop = _AFTER_END.search(story.told, start, min(high, start + REACH))
    end = stop.start() if stop else min(high, start + REACH)
    if match := _FIRST_PRONOUN.match(story.told, start, end):
        return Phrase(match.start(), match.end(), "pronoun", head=match.group().casefold())
    return _phrase_from(story, start, end)


def _phrase_from(story: Story, start: int, end: int) -> Phrase | None:
    """The noun phrase at `start`: a person named after a post, a noun that can speak, a mention."""
    found = story.within(start, end)
    head_end = _head_end(story.told, start, end)
    if head_end is None and (match := _INDEFINITE.match(story.told, start, end)):
        return Phrase(start, match.end(), "nominal", None, match["head"].casefold(), match.group())
    if head_end is None or (found and _stands_before(story.told, found[0], head_end)):
        if found and not PREPOSITION.search(story.told, start, found[0].start):
            return of_mention(found[0])
        return None
    of, stop = None, head_end
    inside = [named for named in found if named.end <= head_end]
    follows = next((named for named in found if named.start >= head_end), None)
    if follows is not None:
        gap = story.told[head_end : follows.start]
        if story.groups[follows.group].kind == "person" and not gap.strip(" ,"):
            return of_mention(follows)
        if _BELONGS.fullmatch(gap):
            of, stop = follows.group, follows.end
    if inside:
        if inside[-1].end == head_end:
            return of_mention(inside[-1])
        of = inside[-1].group if of is None else of
    words = story.told[start:head_end]
    first, head = words.split()[0].casefold(), words.split()[-1].casefold()
    return Phrase(start, stop, "nominal", None, head, words, of, first if first in OWNERS else "")


def _stands_before(told: str, named: Named, head_end: int) -> bool:
    """Whether a mention is the phrase and the noun after it another: "Hollar sent a letter"."""
    gap = told[named.end : head_end].rpartition(" ")[0]
    return named.end < head_end and not _COMPOUND.fullmatch(gap)


def _head_end(text: str, start: int, end: int) -> int | None:
    """Where the last noun that can speak ends, of the first words up to a mark or preposition."""
    stop = None
    for match in islice(_WORDS.finditer(text, start, end), _WORDS_BEFORE_HEAD):
        gap = text[stop or start : match.start()]
        word = match.group().casefold()
        if "," in gap or word in _PREPOSITIONS or (stop and not speaks(word)):
            break
        if speaks(word):
            stop = match.end()
    return stop
