"""Actors, what the machine suggests about them, what people decided, and the tags that follow.

`Mention` rows are the machine's: replaced whole by every extraction. `Decision` rows are people's:
append-only, hung on words (anchors) and actors, never on a machine row. `Tag` rows are derived from
the two by entities.resolution, and so can be made again at any time. Start reading there.
"""

from entities.models.actors import Actor, ActorName, ActorPair, ActorYear, Kind
from entities.models.coverage import Coverage
from entities.models.tags import ArticleReview, Decision, ExtractionRun, Mention, Tag

__all__ = [
    "Actor",
    "ActorName",
    "ActorPair",
    "ActorYear",
    "ArticleReview",
    "Coverage",
    "Decision",
    "ExtractionRun",
    "Kind",
    "Mention",
    "Tag",
]
