"""Whose words are quoted: for each quoted stretch the cue near it that fits best.

“We agreed,” Hollar said. “It was late.”      one speaker for both
The mayor called the plan “a great mistake”   words about the quoted words
“…” in a paragraph of its own                 the speaker goes on

Every cue verb of the paragraph that has a subject is weighed by how far it is, by the sentences
that end in between and by the marks at the quote; the lowest score wins when it is below FAR.
Paragraphs are read in order, since "he" and "the statement" mean who spoke before.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from .cues import COMMONEST, Cue, cues_in
from .draft import Document, Draft
from .findings import Quote
from .indirect import content_of
from .quotation import Stretch, quoted_stretches
from .quoted import A_WORD, BESIDE, is_quote
from .scoring import actor_key
from .speakers import speaker_of
from .story import HIDDEN, Story, read_story
from .subjects import clause_subject
from .tellings import CLAUSE, Telling, tellings_of

# From the prototype that found 85 of 100 speakers of other people's gold: characters between quote
# and cue, and what marks and sentence ends add or take away.
FAR = 260
_SENTENCE = 250
_LEADS = -60
_STOPPED = 150
_COMMON = -15
# A quote without a cue goes on with the speaker before within this reach.
_GOES_ON = 1_500
_FRAGMENT_GOES_ON = 600
# "wrote its article": what was written is not what is quoted.
_WROTE = re.compile(r"\s(?:an?|the|his|her|its|their|several|many|\d+)\s(?:\w+\s){0,2}\w+")
_ENDS_ASIDE = re.compile(r"\s*(?:[.,;\n]|$)|\s(?:on|in|at|to|during|after|before)\b")
_PARAGRAPH = re.compile(r"[^\s][^\n]*")


@dataclass(frozen=True, slots=True)
class _Attribution:
    group: int | None
    span: tuple[int, int] | None
    cue: str | None
    why: str


_UNKNOWN = _Attribution(None, None, None, "")


def find_quotes(document: Document, draft: Draft) -> Draft:
    """Adds the direct and indirect quotes of the story, in order."""
    if document.language != "en":
        return draft
    stretches = quoted_stretches(document.text, *draft.body)
    story = read_story(document, draft, stretches)
    quotes: list[Quote] = []
    carried = _UNKNOWN
    at = 0
    for low, high in _paragraphs(document.text, *draft.body):
        here = []
        while at < len(stretches) and stretches[at].start < high:
            here.append(stretches[at])
            at += 1
        tellings = tellings_of(story, low, high, here)
        found, carried = _direct(story, here, tellings, (low, high), carried)
        quotes += found
        quotes += _indirect(story, tellings, found)
    quotes.sort(key=lambda quote: quote.start)
    return replace(draft, quotes=tuple(_told_later(quotes, stretches)))


def _told_later(quotes: list[Quote], stretches: list[Stretch]) -> list[Quote]:
    """Gives a quote that goes on over paragraphs the speaker that only its end names."""
    goes_on = {stretch.start for stretch in stretches if stretch.goes_on}
    found: list[Quote] = []
    following: Quote | None = None
    for quote in reversed(quotes):
        if quote.start in goes_on and quote.cue is None and quote.speaker is None and following:
            why = {"speaker": "named where the quote ends"}
            quote = replace(
                quote,
                speaker=following.speaker,
                speaker_span=following.speaker_span,
                evidence=why if following.speaker else {},
            )
        following = quote if quote.direct else following
        found.append(quote)
    return found[::-1]


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _PARAGRAPH.finditer(text, start, end):
        yield match.span()


def _direct(
    story: Story,
    stretches: list[Stretch],
    tellings: list[Telling],
    paragraph: tuple[int, int],
    carried: _Attribution,
) -> tuple[list[Quote], _Attribution]:
    """The direct quotes of a paragraph, and who spoke last in it."""
    text = story.document.text
    found: list[Quote] = []
    whole = not A_WORD.search(_outside(story.told, stretches, paragraph))
    last: _Attribution | None = None
    last_end = 0
    for stretch in stretches:
        chosen, score = _best(story, stretch, tellings)
        if not is_quote(story, stretch, chosen is not None, score, goes_on=last is not None):
            continue
        if chosen is not None:
            who = _Attribution(
                chosen.group,
                (chosen.phrase.start, chosen.phrase.end),
                chosen.cue.word,
                f"{chosen.why or 'nobody of the story for sure'} (score {score})",
            )
        else:
            who = _without_cue(story, stretch, last, last_end, carried, whole=whole)
        found.append(_quote(story, stretch, who))
        last, last_end = who, stretch.end
        if who is not _UNKNOWN:
            carried = who
            story.speaker, story.spoke_at = who.group, stretch.end
    if not found and A_WORD.search(text, *paragraph):
        told = [telling for telling in tellings if telling.group is not None]
        if told:
            carried = _Attribution(
                told[-1].group, (told[-1].phrase.start, told[-1].phrase.end), None, told[-1].why
            )
    return found, carried


def _outside(told: str, stretches: list[Stretch], paragraph: tuple[int, int]) -> str:
    at, parts = paragraph[0], []
    for stretch in stretches:
        parts.append(told[at : stretch.start])
        at = stretch.end
    return "".join((*parts, told[at : paragraph[1]]))


def _quote(story: Story, stretch: Stretch, who: _Attribution) -> Quote:
    return Quote(
        stretch.start,
        stretch.end,
        story.document.text[stretch.start : stretch.end],
        True,
        None if who.group is None else actor_key(story.groups[who.group]),
        who.span,
        who.cue,
        {"speaker": who.why} if who.why else {},
    )


def _best(story: Story, stretch: Stretch, tellings: list[Telling]) -> tuple[Telling | None, int]:
    """The cue that fits a stretch best and its score; None when none is near enough."""
    best, lowest = None, FAR
    near = bisect_left(tellings, stretch.start - FAR - BESIDE, key=lambda one: one.cue.end)
    for telling in islice(tellings, near, None):
        if telling.cue.start > stretch.end + FAR + BESIDE:
            break
        score = _score(story, stretch, telling.cue)
        if score is not None and score < lowest:
            best, lowest = telling, score
    return best, lowest


def _score(story: Story, stretch: Stretch, cue: Cue) -> int | None:
    """How badly a cue fits a stretch, in characters; None where it cannot be meant."""
    common = _COMMON if cue.lemma in COMMONEST else 0
    if cue.start >= stretch.end:
        if cue.naming:
            return None
        score = cue.start - stretch.end + common
        breaks = story.breaks_between(stretch.end, cue.start)
        ends = story.document.text[stretch.end - 2 : stretch.end]
        begins_new = breaks and not story.told[stretch.end : cue.start].count("\n")
        if set(ends) & set(",?!") or story.told[stretch.end : stretch.end + 1] == ",":
            score += _LEADS
            breaks -= bool(begins_new and set(ends) & set("?!"))
        elif "." in ends and _ENDS_ASIDE.match(story.told, cue.end):
            score += _STOPPED
            breaks -= bool(begins_new)
        return score + _SENTENCE * max(0, breaks)
    if cue.end > stretch.start:
        return None
    breaks = story.breaks_between(cue.end, stretch.start)
    if cue.naming and breaks:
        return None
    leads = story.told[cue.end : stretch.start].rstrip().endswith((",", ":"))
    if cue.lemma == "write" and not leads and _WROTE.match(story.told, cue.end, stretch.start):
        return None
    return stretch.start - cue.end + common + _SENTENCE * breaks + (_LEADS if leads else 0)


def _without_cue(
    story: Story,
    stretch: Stretch,
    last: _Attribution | None,
    last_end: int,
    carried: _Attribution,
    *,
    whole: bool,
) -> _Attribution:
    """Whose words these are when no cue is near: of whoever spoke before, where that is likely."""
    told = story.told
    if stretch.continued and carried is not _UNKNOWN:
        return replace(carried, cue=None, why="goes on from the paragraph before")
    if last is not None and not A_WORD.search(told, last_end, stretch.start):
        return replace(last, cue=None, why="goes on after the quote before")
    if told[max(0, stretch.start - 10) : stretch.start].rstrip().endswith(":"):
        begin = max(story.sentence_start(stretch.start - 1), stretch.start - CLAUSE)
        phrase = clause_subject(story, begin, stretch.start)
        if phrase is not None:
            group, why = speaker_of(story, phrase)
            return _Attribution(group, (phrase.start, phrase.end), None, f"{why}, leads in")
    if carried is _UNKNOWN:
        return _UNKNOWN
    since = stretch.start - story.spoke_at
    sentence = story.sentence_start(stretch.start) == stretch.start
    if (whole or (last is not None and sentence)) and since <= _GOES_ON:
        return replace(carried, cue=None, why="the speaker before goes on")
    begin = max(story.sentence_start(stretch.start), stretch.start - BESIDE)
    if any(cues_in(told, begin, stretch.start)):
        # Somebody says it, but not who.
        return _UNKNOWN
    if not sentence and since <= _FRAGMENT_GOES_ON:
        return replace(carried, cue=None, why="quoted from the speaker before")
    return _UNKNOWN


def _reported_by_media(story: Story, telling: Telling) -> bool:
    """Whether a paper or agency only passes on what it was told."""
    entry = None if telling.group is None else story.groups[telling.group].entry
    return telling.cue.lemma == "report" and entry is not None and entry.role == "media"


def _indirect(story: Story, tellings: list[Telling], direct: list[Quote]) -> list[Quote]:
    """What the cues of a paragraph say without quotation marks, where the speaker is sure."""
    found: list[Quote] = []
    for telling in tellings:
        if telling.group is None or _reported_by_media(story, telling):
            continue
        span = content_of(story, telling.cue, telling.phrase, telling.low, telling.high)
        if span is None:
            continue
        start, end = span
        if any(quote.start < end and start < quote.end for quote in (*direct, *found[-3:])):
            continue
        if HIDDEN in story.told[start:end]:
            continue
        found.append(
            Quote(
                start,
                end,
                story.document.text[start:end],
                False,
                actor_key(story.groups[telling.group]),
                (telling.phrase.start, telling.phrase.end),
                telling.cue.word,
                {"speaker": telling.why},
            )
        )
    return found
