"""Who a cue makes speak: the phrase before its verb, or after it.

Jan Hollar, the mayor of Bonn, said             a mention, over what stands in between
a spokesman for the ministry said               a nominal, with whom it belongs to
said the minister; according to Hollar          the phrase after it
Hollar arrived, saying                          the subject of the sentence
"""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from .cues import INVERTED, Cue
from .story import HIDDEN, Named, Story
from .titles import is_title_head
from .words import words_of

_PERSONS = words_of(
    """
    official officials leader lawmaker lawmakers diplomat lawyer lawyers source sources expert
    experts resident residents witness witnesses politician man woman aides adviser advisers
    correspondent reporter victim survivor relative brother sister mother father son daughter wife
    husband friend neighbour neighbor colleague
    """
)
DOCUMENTS = {
    noun: kind
    for kind, nouns in {
        "statement": "statement communique communiqué release declaration announcement readout",
        "letter": "letter missive message telegram memo petition cable email",
        "report": "report study survey paper document text",
        "post": "tweet post",
        "accord": "agreement treaty accord pact protocol resolution charter",
        "speech": "speech address interview remarks comments",
    }.items()
    for noun in nouns.split()
}
ORGANISATIONS = words_of(
    """
    ministry government company agency group party army military court union bank university council
    commission committee organisation organization office cabinet parliament senate police
    department administration authority authorities charity newspaper embassy firm club association
    navy
    """
)
_WORD = r"[\w’'-]+"
_HELPERS = re.compile(
    rf"(?:(?:^|\s)(?:has|have|had|is|was|were|are|would|will|could|might|may|can|did|does|do|been|"
    rf"also|later|then|now|not|never|already|once|again|first|still|even|just|too|often|always|"
    rf"further|both|all|yesterday|today|earlier|previously|since|\w+ly|"
    rf"(?:late |early |earlier )?(?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    rf"(?: (?:morning|afternoon|evening|night))?|"
    rf"(?:late |earlier )?(?:last|this) (?:week|month|year)|"
    rf"in (?:an?|the|his|her|its|their) (?:{_WORD} ){{0,2}}"
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
# "the Xinhua news agency": what the name is that stands before.
_SORT = re.compile(
    r"\s(?:(?:state|news|oil|gas|energy|television|TV|radio|human|rights|political|terrorist|"
    r"militant|aid|relief|charity|research|consulting)\s)*"
    r"(?:agency|newspaper|daily|weekly|magazine|network|channel|station|broadcaster|company|firm|"
    r"group|party|organisation|organization|bank|airline|movement|union)$"
)
_LAST_WORD = re.compile(r"(?P<word>\w+)$")
_IN_BRACKETS = re.compile(r"\s?\([^()]{1,40}\)$")
_AGE = re.compile(r",\s\d{1,3}$")
_PREPOSITION = re.compile(r"\b(?:of|for|at|from|in|with|to|by|on|against|about)\s(?:the\s|an?\s)?$")
_INNER_PREPOSITION = re.compile(r"\s(?:of|for|at|from|in|with|to|by|on|against|about)\s")
_NOMINAL = re.compile(
    rf"(?:\b(?P<determiner>[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]his|[Oo]ne|[Aa]nother|"
    rf"[Ss]ome|[Tt]wo|[Ss]everal|[Mm]any|[Ss]enior)|(?P<owner>['’]s?))\s"
    rf"(?P<words>(?:{_WORD}\s){{0,5}}?{_WORD})$"
)
_RESTARTS = re.compile(r"(?<!of )(?<!for )(?<!at )(?<!in )(?<!from )\bthe\s")
_OPENING = re.compile(
    r"(?:(?:And|But|So|Yet|Also|Then|Meanwhile|However|Still)\b,?\s+"
    r"|(?:In|On|At|After|Before|During|Since|Under|With|For|From|By|As|When|While|Earlier|Later|"
    r"Speaking|Asked|Last)\b[^,\n]{0,90},\s+)*"
)
_FIRST_PRONOUN = re.compile(r"(?P<word>[Hh]e|[Ss]he|[Tt]hey|[Ii]t)\b")
# "Beforehand he had telephoned": a word or two may stand before it.
_EARLY_PRONOUN = re.compile(
    r"(?!(?:When|As|While|After|Before|If|Since|Although|Though|Because|Once|Until)\b)"
    rf"(?:{_WORD},?\s){{0,3}}?(?P<word>[Hh]e|[Ss]he|[Tt]hey|[Ii]t)\b"
)
# "said a 45-year-old farmer": any noun after an article, up to what can no longer belong to it.
_INDEFINITE = re.compile(
    rf"(?:[Aa]n?|[Tt]he|[Oo]ne|[Aa]nother|[Hh]is|[Hh]er|[Tt]heir)\s(?:(?=[a-z\d]){_WORD}\s){{0,3}}?"
    rf"(?P<head>(?=[a-z\d]){_WORD})(?=\s(?:who|of|for|at|from|in|with|to|by|on|and)\b|[.,;:\n]|\s?$)"
)
# "the |Kremlin| spokesman", "|Russia|’s former ambassador".
_COMPOUND = re.compile(r"(?:\s[A-Z][\w-]*)*|['’]s?(?:\s(?!an?\b|the\b)[\w-]+){0,3}")
_BELONGS = re.compile(r"\s(?:of|for|at|from|in|by)\s(?:the\s)?")
_PREPOSITIONS = words_of("of for at from in with to by on against about after before")
_OWNERS = words_of("his her their its")
_AND = re.compile(r"(?P<pronoun>\b(?:[Hh]e|[Ss]he))?,?\sand\s(?:the\s)?(?:[A-Z][\w’'-]*\s){0,4}$")
_LISTED = re.compile(r"(?P<pronoun>\b(?:[Hh]e|[Ss]he))?,\s(?:the\s)?(?:[A-Z][\w’'-]*\s){0,4}$")
_COMMA = re.compile(r",|\s[–—]")
# "Jan Hollar, the mayor of Bonn, Halden and Vik, said": further back it is another clause.
_COMMAS = 4
_WORDS = re.compile(_WORD)
_WORDS_BEFORE_HEAD = 7
_AFTER_END = re.compile(
    rf"[;:()\n{HIDDEN}“\"]|,(?=\s(?:who|which|and|but|in|on|at)\b)|\swho\s|"
    # Not after "Mr" nor an initial.
    r"(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bGen)(?<!\bSen)(?<!\bRep)\."
)
# "Mr" is no noun of its own: Hollar speaks in "Mr. Hollar said".
_STYLES = words_of("mr mrs ms miss dr sir")
_RELATIVE = re.compile(r",\s(?:who|which|whose)\b")
_POSSESSED = re.compile(r"\w['’]s?\s")
# Words of a post before a name: "Karvenian Party representative Anna Vogel".
_POST_WORDS = 6
_SMALL = words_of("the a an of and for")
_REACH = 120
# Helping verbs, adverbs and brackets before a verb take no more than this.
_TAIL = 120
_PRONOUN_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words that name a speaker.

    `group` is the actor a mention means; `head` the noun or pronoun of another phrase, `words`
    all of it, `of` the actor it belongs to and `owner` a pronoun it belongs to ("his office").
    """

    start: int
    end: int
    how: Literal["mention", "pronoun", "nominal"]
    group: int | None = None
    head: str = ""
    words: str = ""
    of: int | None = None
    owner: str = ""

    @property
    def definite(self) -> bool:
        """Whether it means one in particular: "the minister", "Norway’s minister"."""
        determined = ("the ", "his ", "her ", "their ", "its ", "this ")
        return self.words.casefold().startswith(determined) or bool(_POSSESSED.search(self.words))


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
    near = max(low, cue.start - _REACH - _TAIL)
    tail = story.told[near : low + len(left)]
    if quoted := _QUOTED.search(tail):
        return phrase_before(story, low, near + quoted.start())
    if cue.lemma == "say" and cue.participle and (quoted := _QUOTES.search(tail)):
        return phrase_after(story, near + quoted.start("who"), near + quoted.end("who"))
    passive = _PASSIVE.search(tail[-_TAIL:]) is not None
    if cue.participle and not passive:
        last = _LAST_WORD.search(left)
        if last and last["word"].casefold() in DOCUMENTS:
            # "sent a letter saying": who is said where the letter is.
            return _nominal(story, low, low + len(left))
        return clause_subject(story, low, cue.start)
    if passive and not cue.participle:
        by = story.told.startswith(" by ", cue.end)
        return phrase_after(story, cue.end + 4, high) if by and cue.naming else None
    return phrase_before(story, low, cue.start)


def phrase_before(story: Story, low: int, at: int) -> Phrase | None:
    """The noun phrase that ends before `at`, over helping verbs, adverbs and brackets."""
    left = story.told[low:at].rstrip()
    head, tail = left[:-_TAIL], left[-_TAIL:]
    tail = _HOWEVER.sub("", _HELPERS.sub("", tail).rstrip())
    left = head + _AGE.sub("", _IN_BRACKETS.sub("", tail))
    end = low + len(left)
    if left.endswith((",", "–", "—")):
        return _before_apposition(story, low, low + len(left[:-1].rstrip()))
    if match := _PRONOUN.search(left[-_PRONOUN_LENGTH:]):
        start = end - len(match.group())
        return Phrase(start, end, "pronoun", head=match["word"].casefold())
    last = _LAST_WORD.search(left, max(0, len(left) - _TAIL))
    if last is None:
        return None
    word = last["word"].casefold()
    if word in ("who", "which", "that"):
        inner = left[: last.start()].rstrip().rstrip(",")
        return _noun_phrase(story, low, low + len(inner))
    if word in ("and", "but", "or", "then"):
        return clause_subject(story, low, low + last.start())
    return _noun_phrase(story, low, end)


def _before_apposition(story: Story, low: int, end: int) -> Phrase | None:
    """Finds Jan Hollar in "Jan Hollar, the mayor of Bonn," and in "The mayor, Jan Hollar,"."""
    opening = _OPENING.match(story.told, low, end)
    low = opening.end() if opening else low
    left = story.told[low:end]
    commas = [match.start() for match in _COMMA.finditer(left)][-_COMMAS:]
    if commas and _RELATIVE.match(left, commas[-1]):
        return _noun_phrase(story, low, low + len(_AGE.sub("", left[: commas[-1]])))
    inner = _noun_phrase(story, low, end)
    phrases = [
        phrase for comma in commas if (phrase := _noun_phrase(story, low, low + comma)) is not None
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


def _noun_phrase(story: Story, low: int, end: int) -> Phrase | None:
    """The noun phrase that ends at `end`: a mention, or a noun with what belongs to it."""
    named = story.ending_at(end)
    if named is None:
        return _nominal(story, low, end)
    before = story.told[low : named.start]
    preposition = _PREPOSITION.search(before, max(0, len(before) - _TAIL))
    if preposition is None:
        return _first_of_several(story, low, named)
    outer = _noun_phrase(story, low, low + len(before[: preposition.start()].rstrip()))
    if outer is None or outer.how == "mention":
        return outer
    if not _speaks(outer.head):
        return None
    return Phrase(
        outer.start, end, "nominal", None, outer.head, outer.words, outer.of or named.group
    )


def _first_of_several(story: Story, low: int, named: Named) -> Phrase:
    """Finds the first of "May, Chancellor Merkel and President Macron": one who spoke for all."""
    gap = _AND
    while True:
        match = gap.search(story.told, max(low, named.start - _REACH), named.start)
        if match is None:
            return _of_mention(named)
        if match["pronoun"]:
            start = match.start("pronoun")
            word = match["pronoun"]
            return Phrase(start, start + len(word), "pronoun", head=word.casefold())
        other = story.ending_at(match.start())
        if other is None or story.groups[other.group].kind != story.groups[named.group].kind:
            return _of_mention(named)
        named, gap = other, _LISTED


def _nominal(story: Story, low: int, end: int) -> Phrase | None:
    low = max(low, end - _REACH - _TAIL)
    left = story.told[low:end]
    match = _NOMINAL.search(left)
    if match and (again := _RESTARTS.search(match["words"])):
        # "In a joint statement the three": another noun phrase starts in it.
        match = _NOMINAL.search(left, match.start("words") + again.start()) or match
    if match is None:
        last = _LAST_WORD.search(left)
        if last is None or not last["word"].islower():
            return None
        return Phrase(low + last.start(), end, "nominal", None, last["word"], last["word"])
    words, start = match["words"], low + match.start("words")
    cut = _INNER_PREPOSITION.search(words)
    head_words = words[: cut.start()] if cut else words
    head = head_words.split()[-1].casefold()
    owner = story.ending_at(low + match.start("owner")) if match["owner"] is not None else None
    inside = [named for named in story.within(start, end) if named.end < end]
    sort = _SORT.search(left)
    body = story.ending_at(low + sort.start()) if sort else None
    if body and story.groups[body.group].kind == "organisation":
        return _of_mention(body)
    if owner:
        whole = story.told[owner.start : start + len(head_words)]
        return Phrase(owner.start, end, "nominal", None, head, whole, owner.group)
    determiner = match["determiner"] or ""
    if determiner:
        start = low + match.start("determiner")
    return Phrase(
        start,
        end,
        "nominal",
        None,
        head,
        f"{determiner} {head_words}".strip(),
        inside[-1].group if inside else None,
        determiner.casefold() if determiner.casefold() in _OWNERS else "",
    )


def clause_subject(story: Story, low: int, at: int) -> Phrase | None:
    """The first noun phrase of a clause that is not part of its opening words."""
    opening = _OPENING.match(story.told, low, at)
    start = opening.end() if opening else low
    match = _EARLY_PRONOUN.match(story.told, low, at) or _EARLY_PRONOUN.match(story.told, start, at)
    if match and not story.within(match.start(), match.start("word")):
        begin, end = match.span("word")
        return Phrase(begin, end, "pronoun", head=match["word"].casefold())
    return _phrase_from(story, start, min(at, start + _REACH))


def phrase_after(story: Story, at: int, high: int) -> Phrase | None:
    """The noun phrase that starts after a verb or "according to"."""
    start = at + len(story.told[at:high]) - len(story.told[at:high].lstrip())
    stop = _AFTER_END.search(story.told, start, min(high, start + _REACH))
    end = stop.start() if stop else min(high, start + _REACH)
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
        if found and not _PREPOSITION.search(story.told, start, found[0].start):
            return _of_mention(found[0])
        return None
    of, stop = None, head_end
    inside = [named for named in found if named.end <= head_end]
    follows = next((named for named in found if named.start >= head_end), None)
    if follows is not None:
        gap = story.told[head_end : follows.start]
        if story.groups[follows.group].kind == "person" and not gap.strip(" ,"):
            return _of_mention(follows)
        if _BELONGS.fullmatch(gap):
            of, stop = follows.group, follows.end
    if inside:
        if inside[-1].end == head_end:
            return _of_mention(inside[-1])
        of = inside[-1].group if of is None else of
    words = story.told[start:head_end]
    first, head = words.split()[0].casefold(), words.split()[-1].casefold()
    return Phrase(start, stop, "nominal", None, head, words, of, first if first in _OWNERS else "")


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
        if "," in gap or word in _PREPOSITIONS or (stop and not _speaks(word)):
            break
        if _speaks(word):
            stop = match.end()
    return stop


def _speaks(word: str) -> bool:
    if word in _STYLES:
        return False
    return word in _PERSONS or word in DOCUMENTS or word in ORGANISATIONS or is_title_head(word)


def _of_mention(named: Named) -> Phrase:
    return Phrase(named.start, named.end, "mention", named.group)
