"""What extraction finds in a text: plain frozen values, and their form as JSON.

Offsets are Unicode code points into the text given to `extract()`, so that
`text[m.start:m.end] == m.surface`.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["person", "organisation", "country", "place"]
How = Literal["name", "nominal", "pronoun", "adjective", "metonym"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One stretch of text that means an actor, with the step that found it and why."""

    start: int
    end: int
    surface: str
    how: How
    title: str | None
    step: str
    evidence: dict[str, str]
    confidence: float


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something the text speaks of; `key` is stable across texts for a linked actor.

    `held_back` says why the desk would not tag it, where editors taught that; else it is empty.
    """

    key: str
    name: str
    kind: Kind
    wikidata: str | None
    description: str
    salience: float
    confidence: float
    mentions: tuple[Mention, ...]
    held_back: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the lines around the story say about it."""

    headline: str | None = None
    byline: str | None = None
    credit: str | None = None
    dateline: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words; `start` and `end` take in the quotation marks of a direct quote.

    `speaker` is the key of an actor, `speaker_span` where the text names the speaker.
    """

    start: int
    end: int
    text: str
    direct: bool
    speaker: str | None
    speaker_span: tuple[int, int] | None
    cue: str | None
    evidence: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interaction:
    """Who did what to whom; source and target are keys of actors.

    `by` is the key of whoever claims it, where the text says who.
    """

    kind: str
    source: str
    target: str
    start: int
    end: int
    phrase: str
    symmetric: bool
    modality: str
    on: datetime.date | None
    by: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DateFinding:
    """A date in the text, as precise as the text and the publication date allow."""

    start: int
    end: int
    text: str
    value: str
    precision: Literal["day", "month", "year"]
    evidence: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one text by one version of the pipeline."""

    pipeline: str
    language: str
    metadata: Metadata = field(default_factory=Metadata)
    actors: tuple[Actor, ...] = ()
    quotes: tuple[Quote, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    dates: tuple[DateFinding, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The result as plain JSON values, in the shape that `manage.py extract --json` prints."""
        return {
            "pipeline": self.pipeline,
            "language": self.language,
            "metadata": {
                "headline": self.metadata.headline,
                "byline": self.metadata.byline,
                "credit": self.metadata.credit,
                "dateline": self.metadata.dateline,
            },
            "actors": [_actor_json(actor) for actor in self.actors],
            "quotes": [
                {
                    "start": quote.start,
                    "end": quote.end,
                    "text": quote.text,
                    "direct": quote.direct,
                    "speaker": quote.speaker,
                    "speaker_span": list(quote.speaker_span) if quote.speaker_span else None,
                    "cue": quote.cue,
                    "evidence": dict(quote.evidence),
                }
                for quote in self.quotes
            ],
            "interactions": [
                {
                    "kind": interaction.kind,
                    "source": interaction.source,
                    "target": interaction.target,
                    "start": interaction.start,
                    "end": interaction.end,
                    "phrase": interaction.phrase,
                    "symmetric": interaction.symmetric,
                    "modality": interaction.modality,
                    "on": interaction.on.isoformat() if interaction.on else None,
                    "by": interaction.by,
                    "evidence": dict(interaction.evidence),
                }
                for interaction in self.interactions
            ],
            "dates": [
                {
                    "start": date.start,
                    "end": date.end,
                    "text": date.text,
                    "value": date.value,
                    "precision": date.precision,
                    "evidence": dict(date.evidence),
                }
                for date in self.dates
            ],
        }


def _actor_json(actor: Actor) -> dict[str, Any]:
    return {
        "key": actor.key,
        "name": actor.name,
        "kind": actor.kind,
        "wikidata": actor.wikidata,
        "description": actor.description,
        "salience": round(actor.salience, 3),
        "confidence": round(actor.confidence, 3),
        **({"held_back": actor.held_back} if actor.held_back else {}),
        "mentions": [
            {
                "start": mention.start,
                "end": mention.end,
                "surface": mention.surface,
                "how": mention.how,
                "title": mention.title,
                "step": mention.step,
                "evidence": dict(mention.evidence),
                "confidence": round(mention.confidence, 3),
            }
            for mention in actor.mentions
        ],
    }
