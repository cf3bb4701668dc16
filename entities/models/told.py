"""What the text tells: who said what, and who dealt with whom.

Rows of the machine, found again by their words at every extraction: what one says of itself is
replaced, what follows from people's decisions (speaker, sides, kind, status) is derived by
entities.told. What an editor added, or decided on and the machine no longer finds, has a row too,
as long as the decision is in force. `QuoteAbout` and `Dealing` hold nothing of their own: they are
the ways in which the page of an actor looks up what readers may see, and are written together with
it.
"""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from articles.models import Article
from entities.models.actors import Actor
from entities.models.decisions import Decision
from entities.models.tags import ExtractionRun, Tag

_STATUS_KNOWN = Q(status__in=["suggested", "confirmed", "rejected", "second look"])
_DECIDED = Q(status="suggested", decision__isnull=True) | (
    ~Q(status="suggested") & Q(decision__isnull=False)
)
# The step of what no machine found.
EDITOR = "editor"
# What readers see of the rows of an article (querysets of both are built on it).
SHOWN = ~Q(status="rejected") & Q(orphaned=False)


class Finding(models.Model):
    """What quotes and interactions share: words of an article, and where they stand now.

    The words are known by their hash: no copy of them is kept, so that what an act hides in the
    text is hidden here. `nth` tells apart several of the same words, in reading order.
    """

    article = models.ForeignKey(Article, models.CASCADE)
    # The run that says so; none where only a decision does.
    run = models.ForeignKey(
        ExtractionRun, models.CASCADE, null=True, blank=True, db_index=False, related_name="+"
    )
    # Code points into the body that the run read, and how far the words have moved since.
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    moved_by = models.IntegerField(default=0, editable=False)
    words_hash = models.CharField(max_length=64, editable=False)
    nth = models.PositiveIntegerField(default=0, editable=False)
    step = models.CharField(max_length=60)
    evidence = models.JSONField(default=dict)

    status = models.CharField(
        max_length=11, choices=Tag.Status.choices, default=Tag.Status.SUGGESTED
    )
    # The words are not in the text, or nobody of the article is left whom it could be about.
    orphaned = models.BooleanField(default=False)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    # That of the article; kept by a trigger (migration 0006).
    sort_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


class QuoteManager(models.Manager["Quote"]):
    """Quotes without their vector: only the database reads that."""

    def get_queryset(self) -> models.QuerySet["Quote"]:
        return super().get_queryset().defer("search_vector")


class Quote(Finding):
    """Somebody's words in an article, with quotation marks or without."""

    direct = models.BooleanField()
    cue = models.CharField(max_length=60, blank=True)
    # Whom the machine takes for the speaker, and the words that name the speaker.
    found_speaker = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    speaker_start = models.PositiveIntegerField(null=True, blank=True)
    speaker_end = models.PositiveIntegerField(null=True, blank=True)
    # Who it is as the tags of the article stand; never one whose tag an editor rejected.
    speaker = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, db_index=False, related_name="quotes"
    )
    # The public words and what filters ask for (migration 0009). Written by entities.quote_words;
    # a trigger empties it as soon as the article has another text.
    search_vector = SearchVectorField(null=True, editable=False)

    objects = QuoteManager()

    class Meta:
        default_related_name = "quotes"
        ordering: ClassVar = ["article_id", "start", "pk"]
        indexes: ClassVar = [
            # "Quotes by", newest first, and its keyset pages.
            models.Index(
                "speaker", F("sort_at").desc(), "id", name="quote_by_speaker", condition=SHOWN
            ),
            # Search inside quotes: words and filters at once; see the index of articles.
            GinIndex(
                fields=["search_vector"],
                name="quote_search_vector",
                fastupdate=True,
                gin_pending_list_limit=1024,
            ),
            # The same where words are frequent: walked until enough rows match.
            models.Index(F("sort_at").desc(), "id", name="quote_newest", condition=SHOWN),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["article", "words_hash", "nth"], name="quote_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="quote_span_not_empty"),
            models.CheckConstraint(condition=_STATUS_KNOWN, name="quote_status_known"),
            models.CheckConstraint(condition=_DECIDED, name="quote_decided_by_a_decision"),
            models.CheckConstraint(
                condition=Q(speaker_start__isnull=True, speaker_end__isnull=True)
                | Q(speaker_end__gt=F("speaker_start")),
                name="quote_speaker_span_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"quote at {self.start}-{self.end} of article {self.article_id}"


class QuoteAbout(models.Model):
    """A quote that readers see, and an actor whom it names: never its speaker."""

    quote = models.ForeignKey(Quote, models.CASCADE, db_index=False, related_name="about")
    actor = models.ForeignKey(Actor, models.PROTECT, db_index=False, related_name="quotes_about")
    sort_at = models.DateTimeField(editable=False)

    class Meta:
        ordering: ClassVar = ["-sort_at", "quote_id"]
        indexes: ClassVar = [
            # "Quotes about", newest first, and its keyset pages.
            models.Index("actor", F("sort_at").desc(), "quote", name="quoteabout_actor"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["quote", "actor"], name="quoteabout_once"),
        ]

    def __str__(self) -> str:
        return f"quote {self.quote_id} about {self.actor_id}"


class Interaction(Finding):
    """Who dealt with whom, of which kind, and how it is told."""

    class Kind(models.TextChoices):
        """Types of PLOVER, and `consult`; the words fit every way of telling it."""

        AGREE = "agree", "agreement or promise"
        AID = "aid", "aid"
        ASSAULT = "assault", "attack"
        COERCE = "coerce", "coercion"
        CONCEDE = "concede", "concession"
        CONSULT = "consult", "talks"
        COOPERATE = "cooperate", "cooperation"
        DEMAND = "demand", "demand"
        DISAPPROVE = "disapprove", "criticism"
        FIGHT = "fight", "fighting"
        INVESTIGATE = "investigate", "investigation"
        MOBILISE = "mobilize", "show of force"
        PROTEST = "protest", "protest"
        REJECT = "reject", "refusal"
        RETREAT = "retreat", "withdrawal"
        SANCTION = "sanction", "sanctions"
        SUPPORT = "support", "support"
        THREATEN = "threaten", "threat or warning"

    class Modality(models.TextChoices):
        ASSERTED = "asserted", "told as a fact"
        CLAIMED = "claimed", "claimed"
        NEGATED = "negated", "said not to be so"
        DESIRED = "desired", "wanted"
        FUTURE = "future", "ahead or possible"
        HABITUAL = "habitual", "told as usual"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    modality = models.CharField(max_length=8, choices=Modality.choices)
    symmetric = models.BooleanField()
    # The words that tell it, with dots where others stand between.
    phrase = models.CharField(max_length=300)
    # The day that the sentence names for it.
    on = models.DateField(null=True, blank=True)
    # What the machine says (`found`: kind, modality, symmetric), and beside it what readers see, as
    # the tags of the article and the decisions stand.
    found = models.JSONField(null=True, blank=True, editable=False)
    found_source = models.ForeignKey(Actor, models.PROTECT, db_index=False, related_name="+")
    found_target = models.ForeignKey(Actor, models.PROTECT, db_index=False, related_name="+")
    found_by = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    source = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    target = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    by = models.ForeignKey(
        Actor, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        default_related_name = "interactions"
        ordering: ClassVar = ["article_id", "start", "pk"]
        constraints: ClassVar = [
            # Whichever way round: a machine that changes its mind finds its row, and what an editor
            # decided on it.
            models.UniqueConstraint(
                "article",
                "words_hash",
                Least("found_source", "found_target"),
                Greatest("found_source", "found_target"),
                "nth",
                name="interaction_once",
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")), name="interaction_span_not_empty"
            ),
            models.CheckConstraint(condition=_STATUS_KNOWN, name="interaction_status_known"),
            models.CheckConstraint(condition=_DECIDED, name="interaction_decided_by_a_decision"),
            models.CheckConstraint(
                condition=~Q(found_source=F("found_target")), name="interaction_between_two"
            ),
            models.CheckConstraint(
                condition=Q(orphaned=True)
                | (Q(source__isnull=False) & Q(target__isnull=False) & ~Q(source=F("target"))),
                name="interaction_shown_between_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.start}-{self.end} of article {self.article_id}"


class Dealing(models.Model):
    """An interaction that readers see, told from one of its sides; every one stands twice."""

    class Side(models.TextChoices):
        """What the actor of the row is in it: who acts, upon whom, or one of two who both act."""

        SOURCE = "source", "acts"
        TARGET = "target", "is acted upon"
        BOTH = "both", "acts together with the other"

    interaction = models.ForeignKey(
        Interaction, models.CASCADE, db_index=False, related_name="dealings"
    )
    actor = models.ForeignKey(Actor, models.PROTECT, db_index=False, related_name="dealings")
    other = models.ForeignKey(Actor, models.PROTECT, db_index=False, related_name="+")
    kind = models.CharField(max_length=12)
    side = models.CharField(max_length=6, choices=Side.choices)
    modality = models.CharField(max_length=8)
    sort_at = models.DateTimeField(editable=False)
    # Whether its article is; kept by a trigger (migration 0008).
    public = models.BooleanField(editable=False)

    class Meta:
        ordering: ClassVar = ["-sort_at", "interaction_id"]
        indexes: ClassVar = [
            # "Dealings" of an actor, newest first, and its keyset pages.
            models.Index("actor", F("sort_at").desc(), "interaction", name="dealing_actor"),
            # The same narrowed to a kind, and which kinds there are.
            models.Index("actor", "kind", F("sort_at").desc(), "interaction", name="dealing_kind"),
            # The same narrowed to another actor, and whether there are any with it.
            models.Index(
                "actor", "other", F("sort_at").desc(), "interaction", name="dealing_other"
            ),
            # How often two actors deal, by kind, side, manner and year, and of which kind: counted
            # from the index alone.
            models.Index(
                "actor",
                "other",
                "kind",
                F("sort_at").desc(),
                "interaction",
                name="dealing_between",
                include=["side", "modality"],
                condition=Q(public=True),
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["interaction", "actor"], name="dealing_once"),
            models.CheckConstraint(condition=~Q(actor=F("other")), name="dealing_between_two"),
        ]

    def __str__(self) -> str:
        return f"interaction {self.interaction_id} of {self.actor_id} with {self.other_id}"
