"""Who did what to whom: the sentences that may tell it are parsed and read with the lexicon.

Only sentences with two actors, or one and a word that may mean another, go through the parser, so
it costs little. Titles before names are cut out first: the parser reads "Castellane met Hollar"
better than the same with two offices in it. An event told twice in a text is counted once.
"""

import datetime
import re
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from .called import actor_of, sole_holders
from .dealings import SPOKEN, dealings
from .draft import Document, Draft
from .findings import DateFinding, Interaction
from .lexicon import CLAIMING, SAYING
from .memory import Memory
from .mending import mended
from .passages import Sentence, heads_of, passages, restore, shorten, subject_of
from .predicates import dated, subjects
from .references import Scene
from .scoring import actor_key
from .sides import Dealing
from .syntax import Tree, Word

# Too few words to tell the language by: the lexicon does, as it knows English verbs only.
SHORT = 300
_QUOTED = re.compile(r"[“„][^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)|``[^\n]*?(?:''|$)", re.MULTILINE)


def find_interactions(document: Document, draft: Draft) -> Draft:
    """The dealings of the story between its actors, in order, each once."""
    if document.language != "en" and draft.body[1] - draft.body[0] > SHORT:
        return draft
    keys = {id(span): actor_key(group) for group in draft.groups for span in group.spans}
    known = {actor_key(group) for group in draft.groups}
    actors = {actor_key(group): actor_of(document, group, known) for group in draft.groups}
    spans = sorted(
        (span for group in draft.groups for span in group.spans), key=lambda s: (s.start, -s.end)
    )
    told = list(passages(document.text, draft, spans, keys))
    kinds = {key: actor.kind for key, actor in actors.items()}
    shortened = [shorten(document.text, s, kinds) for s in told if s.parsed]
    parsed = document.parser.parse([text for text, _ in shortened])
    offsets = iter([places for _, places in shortened])
    quoted = _quoted(document.text, draft)
    memory = Memory()
    memory.holders.update(sole_holders(actors))
    found: list[Interaction] = []
    for number, sentence in enumerate(told):
        new: list[Interaction] = []
        if sentence.parsed:
            tree = Tree(restore(next(parsed), next(offsets)))
            heads = heads_of(tree, sentence)
            tree = mended(tree, heads, kinds)
            scene = Scene(tree, heads, actors, memory, _speakers(tree, quoted, actors))
            reading = _Reading(document.text, draft, sentence, scene, quoted)
            new = list(reading.interactions(first=number == 0))
            found += new
            subject = scene.subject()
        else:
            subject = subject_of(document.text, sentence, memory)
        named = [key for span, key in sentence.mentions if span.how != "adjective"]
        countries = [key for _, key in sentence.mentions if actors[key].kind == "country"]
        memory.next_sentence(
            named, actors, [(i.source, i.target, i.kind) for i in new], countries, subject
        )
    return replace(draft, interactions=_each_once(found))


def _quoted(text: str, draft: Draft) -> list[tuple[int, int, str | None]]:
    """The quoted stretches with their speakers, in order: the quotes found, else the marks."""
    if draft.quotes:
        return sorted((q.start, q.end, q.speaker) for q in draft.quotes if q.direct)
    return [(m.start(), m.end(), None) for m in _QUOTED.finditer(text, *draft.body)]


def _speakers(
    tree: Tree, quoted: list[tuple[int, int, str | None]], known: Container[str]
) -> dict[int, str]:
    """Who says each quoted word of a sentence, as far as it is known."""
    if not tree.words:
        return {}
    start, end = tree.words[0].start, tree.words[-1].end
    return {
        at: speaker
        for first, last, speaker in quoted
        if speaker and speaker in known and first < end and start < last
        for at, word in enumerate(tree.words)
        if first <= word.start < last
    }


@dataclass(frozen=True, slots=True)
class _Reading:
    """What turns the dealings of one sentence into interactions."""

    text: str
    draft: Draft
    sentence: Sentence
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
            if by == dealing.source and dealing.kind in SPOKEN:
                # "We condemn Hollar": saying so is doing it.
                done = modality in ("claimed", "habitual")
                return ("asserted", None, "") if done else (modality, None, because)
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
