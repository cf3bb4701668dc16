"""Who did what to whom: the sentences that may tell it are parsed and read with the lexicon.

Only sentences with two actors, or one and a word that may mean another, go through the parser, so
it costs little. Titles before names are cut out first: the parser reads "Castellane met Hollar"
better than the same with two offices in it. An event told twice in a text is counted once.
"""

import datetime
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .dealings import dealings
from .draft import Document, Draft, Group, Span
from .findings import DateFinding, Interaction
from .hints import may_tell
from .knowledge import Entry
from .lexicon import CLAIMING, SAYING
from .predicates import dated, subjects
from .references import Actor, Memory, Scene, sex_of
from .scoring import actor_key
from .sentences import sentences
from .sides import Dealing
from .syntax import Tree, Word
from .words import longest_first, words_of

# A longer stretch without a full stop is a list or a table, and parsing it tells nothing.
LONGEST = 1_000
# Too few words to tell the language by: the lexicon does, as it knows English verbs only.
SHORT = 300
# A sentence with more mentions is a list.
MOST_MENTIONS = 40
# What bodies and people are called by after their name.
_BODIES = words_of(
    """
    council assembly senate congress parliament court commission ministry committee party union
    league alliance bank organisation organization agency government army house authority movement
    """
)
_OFFICES = words_of(
    """
    president chancellor premier minister king queen prince ambassador secretary-general governor
    mayor pope general senator envoy spokesman spokeswoman chairman leader
    """
)
# What a body is called by for what it is.
_CALLED = {
    "armed group": words_of("movement group militia organisation organization"),
    "party": words_of("party movement"),
    "international body": words_of("organisation organization bloc alliance"),
    "armed force": words_of("army military"),
    "media": words_of("newspaper paper"),
}
_OF_A_STATE = (
    "armed force",
    "armed force branch",
    "ministry",
    "legislature",
    "intelligence agency",
)
_LEADING = words_of("president chancellor premier king queen leader")
_STANDS_FOR = re.compile(
    r"\b(?:he|him|his|she|her|it|its|they|them|their|two|both|country|resolution|text|decision|move|"
    rf"step|guest|counterpart|movement|group|militia|refused|denied|declined|"
    rf"retaliated|{longest_first(_BODIES | _OFFICES)})\b",
    re.IGNORECASE,
)
_PAIR = re.compile(r"\b(?:two|both|they)\b", re.IGNORECASE)
# A subject that is whoever the sentence before was about.
_AGAIN = re.compile(r"(?:He|She|It|They)\b")
_QUOTED = re.compile(r"[“„][^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)|``[^\n]*?(?:''|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    mentions: tuple[tuple[Span, str], ...]
    parsed: bool


def find_interactions(document: Document, draft: Draft) -> Draft:
    """The dealings of the story between its actors, in order, each once."""
    if document.language != "en" and draft.body[1] - draft.body[0] > SHORT:
        return draft
    keys = {id(span): actor_key(group) for group in draft.groups for span in group.spans}
    known = {actor_key(group) for group in draft.groups}
    actors = {actor_key(group): _actor(document, group, known) for group in draft.groups}
    spans = sorted(
        (span for group in draft.groups for span in group.spans), key=lambda s: (s.start, -s.end)
    )
    told = list(_sentences(document.text, draft, spans, keys))
    people = {key for key, actor in actors.items() if actor.kind == "person"}
    shortened = [_shortened(document.text, s, people) for s in told if s.parsed]
    parsed = document.parser.parse([text for text, _ in shortened])
    offsets = iter([places for _, places in shortened])
    quoted = _quoted(document.text, draft)
    memory = Memory()
    memory.holders.update(_sole_holders(actors))
    found: list[Interaction] = []
    for number, sentence in enumerate(told):
        new: list[Interaction] = []
        if sentence.parsed:
            tree = Tree(_restored(next(parsed), next(offsets)))
            scene = Scene(tree, _heads(tree, sentence), actors, memory)
            reading = _Reading(document.text, draft, sentence, scene, quoted)
            new = list(reading.interactions(first=number == 0))
            found += new
            subject = scene.subject()
        else:
            subject = _about(document.text, sentence, memory)
        named = [key for span, key in sentence.mentions if span.how != "adjective"]
        countries = [key for _, key in sentence.mentions if actors[key].kind == "country"]
        memory.next_sentence(named, actors, [(i.source, i.target) for i in new], countries, subject)
    return replace(draft, interactions=_each_once(found))


def _actor(document: Document, group: Group, known: set[str]) -> Actor:
    key, country = actor_key(group), ""
    if group.entry and group.entry.role == "capital":
        entry = document.knowledge.countries.get(group.entry.country)
        country = entry.key if entry and entry.key in known else ""
    nouns: set[str] = set()
    sex = of = ""
    role = group.entry.role if group.entry else ""
    home = document.knowledge.countries.get(group.entry.country if group.entry else "")
    if group.kind == "organisation":
        last = group.name.split()[-1].casefold()
        first = group.name.split(" of ")[0].split()[-1].casefold()
        nouns = ({last, first} & _BODIES) | _CALLED.get(role, frozenset())
        if nouns & {"council", "assembly"}:
            nouns |= {"resolution", "text"}
        if role not in _OF_A_STATE:
            # A force or ministry without a row says whose it is in its evidence.
            owner = next((span.evidence["of"] for span in group.spans if "of" in span.evidence), "")
            home = next((e for e in document.knowledge.named(owner) if e.kind == "country"), None)
        of = home.key if home and home.key in known else ""
    elif group.kind == "person":
        sex = sex_of(document.knowledge, group.name)
        titles = " ".join([group.name.split()[0], *(span.title or "" for span in group.spans)])
        nouns = set(titles.casefold().split()) & _OFFICES
        home = home or _home(document, titles)
        of = home.key if home and home.key in known else ""
        if role == "leader" or nouns & _LEADING:
            nouns.add("leader")
    return Actor(key, group.kind, sex, of, country, frozenset(nouns))


def _home(document: Document, titles: str) -> Entry | None:
    """The country of a title: "Norwegian Prime Minister", "ambassador of Norway"."""
    return next(filter(None, map(document.knowledge.demonyms.get, titles.split())), None)


def _sole_holders(actors: dict[str, Actor]) -> dict[tuple[str, str], str]:
    """Whom "the Norwegian president" means where the text has one, by noun and country."""
    held: dict[tuple[str, str], list[str]] = {}
    for actor in actors.values():
        for noun in actor.nouns if actor.of and actor.kind == "person" else ():
            held.setdefault((noun, actor.of), []).append(actor.key)
    return {post: keys[0] for post, keys in held.items() if len(keys) == 1}


def _sentences(
    text: str, draft: Draft, spans: list[Span], keys: dict[int, str]
) -> Iterator[_Sentence]:
    at = 0
    for start, end in sentences(text, *draft.body):
        while at < len(spans) and spans[at].start < start:
            at += 1
        mentions = []
        while at < len(spans) and spans[at].start < end:
            if spans[at].end <= end:
                mentions.append((spans[at], keys[id(spans[at])]))
            at += 1
        yield _Sentence(start, end, tuple(mentions), _worth_parsing(text, start, end, mentions))


def _about(text: str, sentence: _Sentence, memory: Memory) -> list[str]:
    """Whom a sentence that is not parsed is about: the name that it begins with."""
    if _AGAIN.match(text, sentence.start):
        return memory.subject
    for span, key in sentence.mentions[:1]:
        if text[sentence.start : span.start] in ("", "The ", f"{span.title} "):
            return [key]
    return []


def _worth_parsing(text: str, start: int, end: int, mentions: list[tuple[Span, str]]) -> bool:
    if end - start > LONGEST or len(mentions) > MOST_MENTIONS:
        return False
    different = len({key for _, key in mentions})
    stands_for = _STANDS_FOR if different else _PAIR
    if different < 2 and stands_for.search(text, start, end) is None:
        return False
    return may_tell(text[start:end])


def _shortened(
    text: str, sentence: _Sentence, people: set[str]
) -> tuple[str, list[tuple[int, int]]]:
    """The sentence as the parser reads it best: without titles, first names, acronyms.

    With it, for each piece, where it begins here and in the text. The hyphens of names become
    letters, as each part of "Roh Moo-hyun" would be a noun of its own.
    """
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    at, length = sentence.start, 0
    for begin, end in _cuts(text, sentence, people):
        if begin < at:
            continue
        places.append((length, at))
        parts.append(text[at:begin])
        length += begin - at
        at = end
    places.append((length, at))
    parts.append(text[at : sentence.end])
    short = "".join(parts)
    for span, _ in sentence.mentions:
        # The last word alone: a first name before it is left out.
        name = text[span.start : span.end].split()[-1]
        if "-" in name:
            short = short.replace(name, name.replace("-", "o"))
    return re.sub(r"\s", " ", short), places


def _cuts(text: str, sentence: _Sentence, people: set[str]) -> Iterator[tuple[int, int]]:
    """What is left out for the parser.

    That is titles before names, the first names of people, and "(KLA)" after the same name.
    """
    before: tuple[Span, str] | None = None
    for span, key in sentence.mentions:
        begin, end = span.start, span.start
        title = span.start - len(span.title or "") - 1
        if span.title and text[title : span.start - 1] == span.title:
            begin = title
        if key in people:
            # The parser takes "Menachem" for somebody, "Begin" for a verb.
            end += text[span.start : span.end].rfind(" ") + 1
        if begin < end:
            yield begin, end
        if (
            before
            and before[1] == key
            and text[before[0].end : span.start] == " ("
            and text[span.end : span.end + 1] == ")"
        ):
            yield before[0].end, span.end + 1
        before = (span, key)


def _about(text: str, sentence: _Sentence, memory: Memory) -> list[str]:
    """Whom a sentence that is not parsed is about: the name that it begins with."""
    if _AGAIN.match(text, sentence.start):
        return memory.subject
    for span, key in sentence.mentions[:1]:
        if text[sentence.start : span.start] in ("", "The ", f"{span.title} "):
            return [key]
    return []


def _worth_parsing(text: str, start: int, end: int, mentions: list[tuple[Span, str]]) -> bool:
    if end - start > LONGEST or len(mentions) > MOST_MENTIONS:
        return False
    different = len({key for _, key in mentions})
    stands_for = _STANDS_FOR if different else _PAIR
    if different < 2 and stands_for.search(text, start, end) is None:
        return False
    return may_tell(text[start:end])


def _shortened(
    text: str, sentence: _Sentence, people: set[str]
) -> tuple[str, list[tuple[int, int]]]:
    """The sentence as the parser reads it best: without titles, first names, acronyms.

    With it, for each piece, where it begins here and in the text. The hyphens of names become
    letters, as each part of "Roh Moo-hyun" would be a noun of its own.
    """
    parts: list[str] = []
    places: list[tuple[int, int]] = []
    at, length = sentence.start, 0
    for begin, end in _cuts(text, sentence, people):
        if begin < at:
            continue
        places.append((length, at))
        parts.append(text[at:begin])
        length += begin - at
        at = end
    places.append((length, at))
    parts.append(text[at : sentence.end])
    short = "".join(parts)
    for span, _ in sentence.mentions:
        name = text[span.start : span.end]
        if "-" in name:
            short = short.replace(name, name.replace("-", "o"))
    return re.sub(r"\s", " ", short), places


def _cuts(text: str, sentence: _Sentence, people: set[str]) -> Iterator[tuple[int, int]]:
    """What is left out for the parser: titles before names, "(KLA)" after the same name."""
    before: tuple[Span, str] | None = None
    for span, key in sentence.mentions:
        begin = span.start - len(span.title or "") - 1
        if span.title and text[begin : span.start - 1] == span.title:
            yield begin, span.start
        if (
            before
            and before[1] == key
            and text[before[0].end : span.start] == " ("
            and text[span.end : span.end + 1] == ")"
        ):
            yield before[0].end, span.end + 1
        before = (span, key)


def _restored(words: list[Word], places: list[tuple[int, int]]) -> list[Word]:
    """The words with their offsets in the text."""
    starts = [here for here, _ in places]
    restored = []
    for word in words:
        here, there = places[max(0, bisect_left(starts, word.start + 1) - 1)]
        shift = there - here
        restored.append(replace(word, start=word.start + shift, end=word.end + shift))
    return restored


def _heads(tree: Tree, sentence: _Sentence) -> dict[int, str]:
    """Which word of the tree stands for which actor: the head of each mention."""
    starts = [word.start for word in tree.words]
    heads: dict[int, str] = {}
    for span, key in sentence.mentions:
        first = bisect_left(starts, span.start)
        last = bisect_left(starts, span.end)
        if first and tree.words[first - 1].end > span.start:
            first -= 1
        inside = range(first, last)
        tops = [at for at in inside if tree.words[at].head not in inside or _root(tree, at)]
        if tops:
            heads.setdefault(tops[-1], key)
    return heads


def _root(tree: Tree, at: int) -> bool:
    return tree.words[at].head == at


def _quoted(text: str, draft: Draft) -> list[tuple[int, int, str | None]]:
    """The quoted stretches with their speakers, in order: the quotes found, else the marks."""
    if draft.quotes:
        return sorted((q.start, q.end, q.speaker) for q in draft.quotes if q.direct)
    return [(m.start(), m.end(), None) for m in _QUOTED.finditer(text, *draft.body)]


@dataclass(frozen=True, slots=True)
class _Reading:
    """What turns the dealings of one sentence into interactions."""

    text: str
    draft: Draft
    sentence: _Sentence
    scene: Scene
    quoted: list[tuple[int, int, str | None]]

    def interactions(self, *, first: bool) -> Iterator[Interaction]:
        for dealing in dealings(self.scene, first=first):
            yield self._interaction(dealing)

    def _interaction(self, dealing: Dealing) -> Interaction:
        words = self.scene.tree.words
        used = sorted({*dealing.words, *self._helpers(dealing.verb)})
        start, end = words[used[0]].start, words[used[-1]].end
        modality, by, because = self._modality(dealing)
        evidence = {"rule": dealing.rule, "verb": words[dealing.verb].lemma}
        if because:
            evidence["modality"] = because
        return Interaction(
            kind=dealing.kind,
            source=dealing.source,
            target=dealing.target,
            start=start,
            end=end,
            phrase=_phrase(self.text, [words[at] for at in used]),
            symmetric=dealing.symmetric,
            modality=modality,
            on=self._day(dealing.verb, start),
            by=by,
            evidence=evidence,
        )

    def _day(self, verb: int, start: int) -> datetime.date | None:
        """The day that is said of a verb; one of another clause is another deed's."""
        tree = self.scene.tree
        near = [
            date
            for date in self.draft.dates
            if self.sentence.start <= date.start < self.sentence.end
            and dated(tree, tree.word_at(date.start, date.end), verb)
        ]
        return day_of(tuple(near), self.sentence.start, self.sentence.end, start)

    def _helpers(self, verb: int) -> list[int]:
        """The "was" and "not" that belong to a verb and stand before it."""
        helpers = self.scene.tree.below(verb, "aux", "auxpass", "neg")
        return [at for at in helpers if verb - 4 <= at < verb]

    def _modality(self, dealing: Dealing) -> tuple[str, str | None, str]:
        manner = dealing.manner
        modality: str = manner.modality
        by: str | None = None
        because = manner.because
        if manner.claimed_by is not None:
            by = next(iter(self.scene.source(manner.claimed_by)), None)
        verb = self.scene.tree.words[dealing.verb]
        if (quote := self._quote_around(verb.start)) and self._subject_inside(dealing.verb, quote):
            by = by or quote[2] or self._speaker(quote)
            if modality == "habitual" or modality == "asserted":
                modality, because = "claimed", "quoted"
        return modality, by, because

    def _quote_around(self, at: int) -> tuple[int, int, str | None] | None:
        index = bisect_left(self.quoted, at + 1, key=lambda quote: quote[0])
        if index and self.quoted[index - 1][1] > at:
            return self.quoted[index - 1]
        return None

    def _subject_inside(self, verb: int, quote: tuple[int, int, str | None]) -> bool:
        tree = self.scene.tree
        return all(
            quote[0] <= tree.words[subject].start < quote[1] for subject in subjects(tree, verb)
        )

    def _speaker(self, quote: tuple[int, int, str | None]) -> str | None:
        """Who says it in the same sentence, outside the quotation marks."""
        tree = self.scene.tree
        for at, word in enumerate(tree.words):
            if word.lemma not in SAYING | CLAIMING or quote[0] <= word.start < quote[1]:
                continue
            for subject in subjects(tree, at):
                if not quote[0] <= tree.words[subject].start < quote[1] and (
                    found := self.scene.source(subject)
                ):
                    return found[0]
        return None


def _phrase(text: str, words: Iterable[Word]) -> str:
    """The words that tell it, with dots where others stand between."""
    parts: list[str] = []
    end = None
    for word in words:
        if end is not None:
            parts.append(" " if text[end : word.start].strip() == "" else " … ")
        parts.append(text[word.start : word.end])
        end = word.end
    return "".join(parts)


def day_of(dates: tuple[DateFinding, ...], start: int, end: int, at: int) -> datetime.date | None:
    """The day that a sentence gives for what it tells at `at`: the nearest one named in it."""
    days = [date for date in dates if date.precision == "day" and start <= date.start < end]
    if not days:
        return None
    nearest = min(days, key=lambda date: abs(date.start - at))
    return datetime.date.fromisoformat(nearest.value)


def _each_once(found: list[Interaction]) -> tuple[Interaction, ...]:
    """Drops what was told before: same kind, sides and modality, and no other day."""
    kept: dict[tuple[object, ...], list[Interaction]] = {}
    for new in found:
        sides = frozenset((new.source, new.target)) if new.symmetric else (new.source, new.target)
        same = kept.setdefault((new.kind, sides, new.symmetric, new.modality), [])
        for at, old in enumerate(same):
            if old.on is None or new.on is None or old.on == new.on:
                same[at] = replace(old, on=old.on or new.on)
                break
        else:
            same.append(new)
    return tuple(sorted((i for group in kept.values() for i in group), key=lambda i: i.start))
