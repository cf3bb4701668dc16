"""The phrase that ends at a place in the text and can name a speaker.

Jan Hollar                        a mention; of several who speak together the first
a spokesman for the ministry      a noun, with the actor whom it belongs to
the Karvenian Press news agency   the name that the noun only explains"""

import re
from dataclasses import dataclass
from typing import Literal

from .story import Named, Story
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
WORD = r"[\w’'-]+"
# "the Xinhua news agency": what the name is that stands before.
_SORT = re.compile(
    r"\s(?:(?:state|news|oil|gas|energy|television|TV|radio|human|rights|political|terrorist|"
    r"militant|aid|relief|charity|research|consulting)\s)*"
    r"(?:agency|newspaper|daily|weekly|magazine|network|channel|station|broadcaster|company|firm|"
    r"group|party|organisation|organization|bank|airline|movement|union)$"
)
LAST_WORD = re.compile(r"(?P<word>\w+)$")
PREPOSITION = re.compile(r"\b(?:of|for|at|from|in|with|to|by|on|against|about)\s(?:the\s|an?\s)?$")
_INNER_PREPOSITION = re.compile(r"\s(?:of|for|at|from|in|with|to|by|on|against|about)\s")
_NOMINAL = re.compile(
    rf"(?:\b(?P<determiner>[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]his|[Oo]ne|[Aa]nother|"
    rf"[Ss]ome|[Tt]wo|[Ss]everal|[Mm]any|[Ss]enior)|(?P<owner>['’]s?))\s"
    rf"(?P<words>(?:{WORD}\s){{0,5}}?{WORD})$"
)
_RESTARTS = re.compile(r"(?<!of )(?<!for )(?<!at )(?<!in )(?<!from )\bthe\s")
OWNERS = words_of("his her their its")
_AND = re.compile(r"(?P<pronoun>\b(?:[Hh]e|[Ss]he))?,?\sand\s(?:the\s)?(?:[A-Z][\w’'-]*\s){0,4}$")
_LISTED = re.compile(r"(?P<pronoun>\b(?:[Hh]e|[Ss]he))?,\s(?:the\s)?(?:[A-Z][\w’'-]*\s){0,4}$")
# "Mr" is no noun of its own: Hollar speaks in "Mr. Hollar said".
_STYLES = words_of("mr mrs ms miss dr sir")
_POSSESSED = re.compile(r"\w['’]s?\s")
REACH = 120
# Helping verbs, adverbs and brackets before a verb take no more than this.
TAIL = 120


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


def noun_phrase(story: Story, low: int, end: int) -> Phrase | None:
    """The noun phrase that ends at `end`: a mention, or a noun with what belongs to it."""
    named = story.ending_at(end)
    if named is None:
        return nominal(story, low, end)
    before = story.told[low : named.start]
    preposition = PREPOSITION.search(before, max(0, len(before) - TAIL))
    if preposition is None:
        return _first_of_several(story, low, named)
    outer = noun_phrase(story, low, low + len(before[: preposition.start()].rstrip()))
    if outer is None or outer.how == "mention":
        return outer
    if not speaks(outer.head):
        return None
    return Phrase(
        outer.start, end, "nominal", None, outer.head, outer.words, outer.of or named.group
    )


def _first_of_several(story: Story, low: int, named: Named) -> Phrase:
    """Finds the first of "May, Chancellor Merkel and President Macron": one who spoke for all."""
    gap = _AND
    while True:
        match = gap.search(story.told, max(low, named.start - REACH), named.start)
        if match is None:
            return of_mention(named)
        if match["pronoun"]:
            start = match.start("pronoun")
            word = match["pronoun"]
            return Phrase(start, start + len(word), "pronoun", head=word.casefold())
        other = story.ending_at(match.start())
        if other is None or story.groups[other.group].kind != story.groups[named.group].kind:
            return of_mention(named)
        named, gap = other, _LISTED


def nominal(story: Story, low: int, end: int) -> Phrase | None:
    low = max(low, end - REACH - TAIL)
    left = story.told[low:end]
    match = _NOMINAL.search(left)
    if match and (again := _RESTARTS.search(match["words"])):
        # "In a joint statement the three": another noun phrase starts in it.
        match = _NOMINAL.search(left, match.start("words") + again.start()) or match
    if match is None:
        last = LAST_WORD.search(left)
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
        return of_mention(body)
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
        determiner.casefold() if determiner.casefold() in OWNERS else "",
    )


def speaks(word: str) -> bool:
    if word in _STYLES:
        return False
    return word in _PERSONS or word in DOCUMENTS or word in ORGANISATIONS or is_title_head(word)


def of_mention(named: Named) -> Phrase:
    return Phrase(named.start, named.end, "mention", named.group)
