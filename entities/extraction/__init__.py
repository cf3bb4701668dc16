"""Text in, findings out: the people, organisations, countries and places a news text speaks of.

Start at `pipeline.extract`; `pipeline.STEPS` names the steps in order, each a function of the text
and of what the steps before it found. Pure: no Django, no settings, no clock, no network. The date
of publication and the knowledge come in as arguments. docs/extraction.md explains each step.
"""

from .draft import Config
from .findings import (
    Actor,
    DateFinding,
    Extraction,
    How,
    Interaction,
    Kind,
    Mention,
    Metadata,
    Quote,
)
from .knowledge import Entry, Knowledge, Office, load_knowledge, load_offices
from .names import NameFinder, NameSpan
from .pipeline import PIPELINE, extract
from .syntax import Parser, Word
from .taught import Lesson, Memory, TaughtActor

__all__ = [
    "PIPELINE",
    "Actor",
    "Config",
    "DateFinding",
    "Entry",
    "Extraction",
    "How",
    "Interaction",
    "Kind",
    "Knowledge",
    "Lesson",
    "Memory",
    "Mention",
    "Metadata",
    "NameFinder",
    "NameSpan",
    "Office",
    "Parser",
    "Quote",
    "TaughtActor",
    "Word",
    "extract",
    "load_knowledge",
    "load_offices",
]
