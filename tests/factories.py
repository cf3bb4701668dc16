"""Plain functions that make rows with data that means something.

Articles come in through the importer, as in life; mentions are made as the extractor would.
"""

import datetime
import hashlib
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from articles.bulk import Placed, store_many
from articles.importers import ArticleData, Record
from articles.intake import keep_upload
from articles.models import Article, Feed, ImportBatch, IngestToken
from articles.services import Defaults, start_batch
from entities.actors import make_actor as _make_actor
from entities.anchoring import Anchor, occurrences, words_hash
from entities.models import (
    Actor,
    ActorName,
    Contradiction,
    ExtractionRun,
    Interaction,
    Mention,
    Quote,
    Tag,
)
from entities.publish import lock_article, publish

_numbers = count(1)

BODY = (
    "Foreign Minister Mira Tolvan met Ambassador Anton Vasilyenko in Halden on Monday.\n\n"
    "Tolvan said the Karvenian army had left the valley. Vasilyenko did not comment."
)


def make_user(role: str, username: str | None = None) -> User:
    """A user of a role: "editor", "chief editor", "admin", or "" for none."""
    name = username or role.replace(" ", "-") or "nobody"
    if role == "admin":
        return User.objects.create_superuser(name, password=f"{name}-password")
    user = User.objects.create_user(name, password=f"{name}-password")
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


def make_article(
    body: str = BODY,
    *,
    headline: str | None = None,
    published_at: str | None = "2020-12-29",
    source: str = "Demo Wire",
    section: str = "World",
    guid: str = "",
    user: User | None = None,
    **more: Any,
) -> Article:
    """An article as the importer stores it; its headline is unique unless given."""
    data = ArticleData(
        body=body,
        headline=f"Report number {next(_numbers)}" if headline is None else headline,
        source=source,
        section=section,
        guid=guid,
        published_at=(
            datetime.datetime.fromisoformat(published_at).replace(tzinfo=datetime.UTC)
            if published_at
            else None
        ),
        **more,
    )
    batch = start_batch(ImportBatch.Origin.COMMAND, user)
    placed = Placed("made.txt", Record(1, body.encode(), data))
    (item,) = store_many(batch, [placed], Defaults())
    assert item.article, item.reason
    return Article.objects.get(pk=item.article.pk)


def make_upload(
    user: User, *files: tuple[str, bytes | str], defaults: Defaults | None = None
) -> ImportBatch:
    """An upload as it is kept, of which nothing is read yet."""
    encoded = [(name, text.encode() if isinstance(text, str) else text) for name, text in files]
    return keep_upload(user, defaults or Defaults(), encoded, [])


def make_actor(name: str = "Mira Tolvan", kind: str = "person", **fields: str) -> Actor:
    fields.setdefault("key", f"local:{kind}:{name.casefold()}")
    return _make_actor(name, kind, origin=ActorName.Origin.EXTRACTION, **fields)


def make_mention(
    article: Article, words: str, actor: Actor, *, confidence: float = 0.8, salience: float = 0.5
) -> list[Mention]:
    """Machine mentions of all occurrences of `words`, published."""
    run = ExtractionRun.objects.filter(article=article).order_by("pk").last()
    if run is None or run.state != ExtractionRun.State.DONE:
        version = article.versions.get(number=article.version_number)
        ExtractionRun.objects.filter(article=article).delete()
        run = ExtractionRun.objects.create(
            article=article,
            version=version,
            state=ExtractionRun.State.DONE,
            pipeline="test/1",
            finished_at=timezone.now(),
        )
    mentions = []
    for start in occurrences(words, article.body):
        anchor = Anchor.of(article.body, start, start + len(words))
        mentions.append(
            Mention(
                article=article,
                run=run,
                actor=actor,
                start=anchor.start,
                end=anchor.end,
                quote=anchor.quote,
                prefix=anchor.prefix,
                suffix=anchor.suffix,
                how="name",
                step="names",
                evidence={"model": "test"},
                confidence=confidence,
                tag_confidence=confidence,
                tag_salience=salience,
            )
        )
    Mention.objects.bulk_create(mentions)
    _publish(article)
    return mentions


def make_tag(article: Article, words: str, actor: Actor | None = None, **scores: float) -> Tag:
    """A suggested tag with mentions of all occurrences of `words`."""
    actor = actor or make_actor(words)
    make_mention(article, words, actor, **scores)
    return Tag.objects.get(article=article, actor=actor)


def make_quote(
    article: Article, words: str, speaker: Actor | None = None, *, named: str = "", **fields: Any
) -> Quote:
    """A quote as the extractor finds it, published; `named`: the words that name the speaker.

    The article must have a mention.
    """
    start = article.body.index(words)
    if named:
        fields["speaker_start"] = article.body.index(named)
        fields["speaker_end"] = fields["speaker_start"] + len(named)
    quote = Quote.objects.create(
        article=article,
        run=article.extraction_runs.latest("pk"),
        start=start,
        end=start + len(words),
        words_hash=words_hash(words),
        found_speaker=speaker,
        sort_at=article.sort_at,
        **{"direct": True, "cue": "said", "step": "quotes", **fields},
    )
    _publish(article)
    quote.refresh_from_db()
    return quote


def make_interaction(
    article: Article, words: str, source: Actor, target: Actor, **fields: Any
) -> Interaction:
    """An interaction as the extractor finds it, published. The article must have a mention."""
    start = article.body.index(words)
    fields = {"kind": "consult", "modality": "asserted", "symmetric": False, **fields}
    found = {name: fields[name] for name in ("kind", "modality", "symmetric")}
    told = Interaction.objects.create(
        article=article,
        run=article.extraction_runs.latest("pk"),
        start=start,
        end=start + len(words),
        words_hash=words_hash(words),
        found_source=source,
        found_target=target,
        orphaned=True,
        sort_at=article.sort_at,
        found=found,
        **{"phrase": words, "step": "interactions", **fields},
    )
    _publish(article)
    told.refresh_from_db()
    return told


def _publish(article: Article) -> None:
    with transaction.atomic():
        publish(lock_article(article.pk))


def make_line(actor: Actor, **fields: Any) -> Contradiction:
    """A contradiction as a check of the night leaves it."""
    now = timezone.now()
    fields.setdefault("key", f"line {next(_numbers)}")
    made = {"check_name": "wrong-type", "first_seen_at": now, "last_seen_at": now, **fields}
    return Contradiction.objects.create(actor=actor, **made)


def make_feed(url: str = "https://press.example/feed", **fields: Any) -> Feed:
    fields.setdefault("name", f"Feed number {next(_numbers)}")
    return Feed.objects.create(url=url, **fields)


def make_token(bearer: str = "a-token", **fields: Any) -> IngestToken:
    fields.setdefault("name", f"System number {next(_numbers)}")
    return IngestToken.objects.create(digest=hashlib.sha256(bearer.encode()).hexdigest(), **fields)
