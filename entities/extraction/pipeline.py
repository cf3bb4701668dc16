"""The order of the steps, and `extract()`, which runs a text through them."""

import datetime
from functools import lru_cache

from .adjectives import find_adjectives
from .consistency import agree_on_kinds, find_acronyms, find_again
from .dates import find_dates
from .departments import split_departments
from .draft import Config, Document, Draft, Step
from .finding import complete_known_names, drop_events, find_names
from .findings import Extraction, Metadata
from .grouping import group_spans
from .institutions import find_forces, find_offices, name_ministries
from .interactions import find_interactions
from .knowledge import Knowledge
from .languages import language
from .linking import link_groups, merge_same_entry
from .metadata import take_metadata_off
from .metonyms import resolve_metonyms
from .minilm import MiniLmNames
from .quotes import find_quotes
from .scoring import actors
from .silence import held_back
from .spacy_syntax import SpacyParser
from .standins import mention_speakers
from .taught import Memory, apply_taught, find_taught
from .titles import take_titles_off

PIPELINE = "newsroom/0.4"

STEPS: tuple[Step, ...] = (
    take_metadata_off,
    find_names,
    complete_known_names,
    split_departments,
    take_titles_off,
    find_acronyms,
    agree_on_kinds,
    find_again,
    find_taught,
    take_titles_off,
    drop_events,
    find_adjectives,
    find_forces,
    name_ministries,
    group_spans,
    link_groups,
    find_offices,
    resolve_metonyms,
    merge_same_entry,
    apply_taught,
    find_quotes,
    find_dates,
    find_interactions,
    mention_speakers,
)


def extract(
    text: str,
    *,
    knowledge: Knowledge,
    date: datetime.date | None = None,
    source: str = "",
    memory: Memory | None = None,
    config: Config = Config(),  # noqa: B008  frozen
) -> Extraction:
    """Everything the pipeline finds in `text`; `date` is the day of publication when it is known.

    `memory` is what editors taught; `source` names the source, for what holds in it alone.

    Takes any text: an empty one has no findings. Offsets are code points into `text`.
    """
    document = Document(
        text,
        knowledge,
        config.names or shipped_names(),
        config.parser or shipped_parser(),
        date,
        language(text),
        memory,
        source,
    )
    draft = Draft(Metadata(), (0, len(text)))
    for step in STEPS:
        if config.interactions or step is not find_interactions:
            draft = step(document, draft)
    return Extraction(
        pipeline=PIPELINE,
        language=document.language,
        metadata=draft.metadata,
        actors=held_back(document, draft, actors(document, draft)),
        quotes=draft.quotes,
        dates=draft.dates,
        interactions=draft.interactions,
    )


@lru_cache(maxsize=1)
def shipped_names() -> MiniLmNames:
    """The name model of the package, opened at its first text."""
    return MiniLmNames()


@lru_cache(maxsize=1)
def shipped_parser() -> SpacyParser:
    """The parser of the package, opened at its first sentence."""
    return SpacyParser()
