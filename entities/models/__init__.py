"""Actors, what the machine suggests about them, what people decided, and the tags that follow.

`Mention` rows are the machine's: replaced whole by every extraction. `Decision` rows are people's:
append-only, hung on words (anchors) and actors, never on a machine row. `Tag` rows are derived from
the two by entities.resolution, and so can be made again at any time. Start reading there. `Quote`
and `Interaction` rows are the machine's too, and name whom the tags say that it means.
"""

from entities.models.actors import Actor, ActorName, ActorPair, ActorYear, Kind
from entities.models.coverage import Coverage
from entities.models.decisions import Batch, Decision
from entities.models.rules import Rule
from entities.models.shelves import ActorWeek, Shelved
from entities.models.tags import ArticleReview, ExtractionRun, Mention, Tag
from entities.models.told import Dealing, Interaction, Quote, QuoteAbout

__all__ = [
    "Actor",
    "ActorName",
    "ActorPair",
    "ActorWeek",
    "ActorYear",
    "ArticleReview",
    "Batch",
    "Coverage",
    "Dealing",
    "Decision",
    "ExtractionRun",
    "Interaction",
    "Kind",
    "Mention",
    "Quote",
    "QuoteAbout",
    "Rule",
    "Shelved",
    "Tag",
]
