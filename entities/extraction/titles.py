"""Titles before a person's name: kept as the mention's title, outside its span.

Russian President |Vladimir Putin|
head of the Foreign Ministry’s Strategic-Diplomatic Department |Alon Bar|
"""

import re
from dataclasses import replace

from .draft import Document, Draft, Span
from .knowledge import Knowledge
from .words import POSSESSIVE, longest_first, words_of

# The word that makes it a title. Written once in lower case; matched with any first letter.
_HEADS = words_of(
    """
    president premier chancellor minister secretary ambassador envoy governor mayor senator
    congressman congresswoman representative deputy councillor delegate commissioner chairman
    chairwoman chair chief head director leader spokesman spokeswoman spokesperson speaker judge
    justice prosecutor attorney general admiral colonel captain major lieutenant sergeant
    brigadier commander marshal officer king queen prince princess emperor empress sultan emir
    sheikh shah pope cardinal archbishop bishop rabbi imam ayatollah patriarch reverend father
    dr professor prof mr mrs ms miss sir dame lord lady dean coach manager ceo founder editor
    author activist analyst economist negotiator adviser advisor aide consul representative
    taoiseach mp md
    """
)
_SHORT = words_of("Gen Col Lt Maj Capt Sgt Sen Rep Gov Adm Rev Hon Brig Cmdr Prof Dr Mr Mrs Ms")
# Words that may stand before the head and belong to the title.
_MODIFIERS = words_of(
    """
    prime foreign deputy vice acting interim former ex first second chief senior junior high
    supreme defense defence interior finance justice health education economy trade energy
    environment agriculture culture transport labour labor information home opposition party
    executive general secretary attorney permanent special field rear grand crown late
    then-president state press military army navy police national security assistant
    under-secretary undersecretary associate managing lieutenant major brigadier wing squadron
    staff chief-of-staff minister president union federal cabinet research right honourable
    honorable
    """
)
# Fields of an office that are no organisation by themselves.
_OFFICE_WORDS = _MODIFIERS | words_of("state treasury war agriculture commerce foreign affairs")
# With these a name of one word is only whole together: Queen Elizabeth, Lord Carrington.
STYLES = words_of("king queen prince princess pope emperor emir sultan sheikh shah lord lady")
ROYAL = words_of("king queen prince princess pope emperor emir sultan sheikh shah")

_HEAD = rf"(?:{longest_first(_HEADS)}|(?:{longest_first(_SHORT)})\.?)"
_WORD = r"[\w'’.-]+"
_CAPITAL = r"[A-Z][\w'’.-]*"
_COMPLEMENT = (
    rf"(?:[ ](?:of|to|for|at)[ ](?:the[ ])?{_CAPITAL}"
    rf"(?:[ ](?:of|and|for|the|of[ ]the)[ ]{_CAPITAL}|[ ]{_CAPITAL}){{0,6}})?"
)
_BEFORE_NAME = re.compile(
    rf"(?<![\w'’-])(?P<modifiers>(?:{_WORD}[ ]){{0,5}}?)"
    rf"(?P<head>(?i:{_HEAD}))(?P<complement>{_COMPLEMENT})[ ]$"
)
_AT_START = re.compile(
    rf"(?P<title>(?:(?:{longest_first(_MODIFIERS)})[ -])*{_HEAD}(?:[ ]{_HEAD})*[ ])(?=\S)",
    re.IGNORECASE,
)
# Title words longer than this before a name are a sentence, not a title.
_REACH = 120
_HEAD_WORDS = _HEADS | {short.casefold() for short in _SHORT}


def is_title_word(word: str) -> bool:
    """Whether a word before a name can be (part of) a title: "President", "Mr."."""
    plain = word.rstrip(".,").casefold()
    return plain in _HEAD_WORDS or plain in _MODIFIERS


def is_title_head(word: str) -> bool:
    """Whether a word is a post by itself: "president", not "prime" or "foreign"."""
    return word.rstrip(".,").casefold() in _HEAD_WORDS


def take_titles_off(document: Document, draft: Draft) -> Draft:
    """Moves titles out of the spans of people and reads those that stand before them."""
    text = document.text
    spans: list[Span] = []
    limit = draft.body[0]
    for span in draft.spans:
        if text[span.start : span.end].rstrip(".").casefold() in _HEAD_WORDS:
            continue
        if span.kind == "person" and span.how == "name":
            span = _without_title(text, span, document.knowledge)
            title = title_before(text, span.start, limit, document.knowledge)
            if title:
                span = replace(span, title=title, evidence={**span.evidence, "title": title})
                # What the model tagged inside the title ("State" of "Secretary of State").
                begin = span.start - len(title) - 1
                while spans and spans[-1].start >= begin and _office_word(text, spans[-1]):
                    spans.pop()
            # A title does not run over another name, but a nationality the model took for one.
            if text[span.start : span.end] not in document.knowledge.demonyms:
                limit = span.end
        spans.append(span)
    return replace(draft, spans=tuple(spans))


def _office_word(text: str, span: Span) -> bool:
    return text[span.start : span.end].casefold() in _OFFICE_WORDS


def title_before(text: str, start: int, limit: int, knowledge: Knowledge) -> str | None:
    """The title that ends right before `start`, as it is written; None when there is none."""
    line = text.rfind("\n", limit, start) + 1
    low = max(limit, line, start - _REACH)
    before = text[low:start].replace("\u00a0", " ")
    match = _BEFORE_NAME.search(before)
    if match is None:
        return None
    # Of the words before the head only an unbroken run that belongs to titles is kept.
    kept: list[str] = []
    for word in reversed(match["modifiers"].split()):
        bare = POSSESSIVE.sub("", word)
        if word.endswith(".") and word[:-1].isalpha():
            break  # the end of the sentence before, not an abbreviation like "U.S."
        if not (
            bare.casefold().removeprefix("ex-") in _MODIFIERS
            or bare in knowledge.demonyms
            or (bare == word and _is_country(bare, knowledge))
        ):
            break
        kept.insert(0, word)
    head, complement = match["head"], match["complement"]
    if complement:
        # "Ambassador to Israel Ambassador": the second head only repeats the first.
        first, _, last = complement.rpartition(" ")
        if last.casefold() == head.casefold():
            complement = first
    return " ".join([*kept, head + complement])


def _is_country(word: str, knowledge: Knowledge) -> bool:
    return word[:1].isupper() and any(entry.kind == "country" for entry in knowledge.named(word))


def _without_title(text: str, span: Span, knowledge: Knowledge) -> Span:
    """The span of "President Obama" cut to "Obama"."""
    match = _AT_START.match(text, span.start, span.end)
    if match is None or match.end() >= span.end or not text[match.end()].isupper():
        return span
    # "Dean Kamen", "Major Owens": a word that is somebody's first name as well stays.
    if match.group("title").strip().casefold() in knowledge.first_names:
        return span
    return replace(span, start=match.end()).because("title", cut=match.group("title").strip())
