"""Actors, what the machine suggests about them, what people decided, and the tags that follow.

`Mention` rows are the machine's: replaced whole by every extraction. `Decision` rows are people's:
append-only, hung on words (anchors) and actors, never on a machine row. `Tag` rows are derived from
the two by entities.resolution, and so can be made again at any time. Start reading there. `Quote`
and `Interaction` rows are the machine's too, and name whom the tags say that it means.
"""

from entities.models.actors import Actor, ActorName, ActorPair, ActorYear, Kind
from entities.models.audit import AuditAnswer, AuditItem
from entities.models.coverage import Coverage
from entities.models.decisions import Batch, BatchItem, Decision
from entities.models.known import Contradiction, Role, Walk, WithdrawnName
from entities.models.moves import ActorMove, Namesakes, NamesakeSearch
from entities.models.publication import Publication
from entities.models.queue import ArticleReview, Assignment, DeskSettings, Lease
from entities.models.readings import SecondOpinion, SecondReading
from entities.models.reports import Report
from entities.models.rules import Rule
from entities.models.shelves import ActorWeek, Shelved
from entities.models.tags import ExtractionRun, Mention, Tag
from entities.models.told import Dealing, Interaction, Quote, QuoteAbout

__all__ = [
    "Actor",
    "ActorMove",
    "ActorName",
    "ActorPair",
    "ActorWeek",
    "ActorYear",
    "ArticleReview",
    "Assignment",
    "AuditAnswer",
    "AuditItem",
    "Batch",
    "BatchItem",
    "Contradiction",
    "Coverage",
    "Dealing",
    "Decision",
    "DeskSettings",
    "ExtractionRun",
    "Interaction",
    "Kind",
    "Lease",
    "Mention",
    "NamesakeSearch",
    "Namesakes",
    "Publication",
    "Quote",
    "QuoteAbout",
    "Report",
    "Role",
    "Rule",
    "SecondOpinion",
    "SecondReading",
    "Shelved",
    "Tag",
    "Walk",
    "WithdrawnName",
]
