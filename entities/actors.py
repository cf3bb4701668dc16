"""How actors come to be: on first sight by the extractor, or by an editor's hand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from articles.importers.decoding import clean, one_line
from entities.extraction import Entry
from entities.extraction.findings import Actor as FoundActor
from entities.models import Actor, ActorName
from entities.names import fold

_MOST_NAME = 300
_MOST_KEY = 400
_OF_THE_ARCHIVE = "actor:"


def actors_for(found: Sequence[FoundActor]) -> dict[str, Actor]:
    """Return the actors that the extractor means, by its keys, made on first sight. Safe to race.

    A key not seen before takes over the actor that bears its Wikidata id, or one of the same name
    and kind that an editor made. Three queries when all actors and names are known.
    """
    keys = [one.key[:_MOST_KEY] for one in found]
    known = {actor.key: actor for actor in Actor.objects.filter(key__in=keys)} | _taught(keys)
    actors = {one.key: known.get(one.key[:_MOST_KEY]) or _first_seen(one) for one in found}
    # Pronouns and titles are no names.
    surfaces = [
        (actors[one.key], mention.surface)
        for one in found
        for mention in one.mentions
        if mention.how == "name"
    ]
    _add_names(surfaces, ActorName.Origin.EXTRACTION)
    return actors


def taught_key(actor: Actor) -> str:
    """The key by which the extractor calls an actor that it was taught (see `actors_for`)."""
    return actor.key or f"{_OF_THE_ARCHIVE}{actor.pk}"


def _taught(keys: Iterable[str]) -> dict[str | None, Actor]:
    """The actors that editors made and that have no other key, by `taught_key`. One query."""
    numbers = {
        key: int(key.removeprefix(_OF_THE_ARCHIVE))
        for key in keys
        if key.startswith(_OF_THE_ARCHIVE)
    }
    if not numbers:
        return {}
    actors = Actor.objects.select_related("merged_into").in_bulk(set(numbers.values()))
    return {
        key: actors[number].merged_into or actors[number]
        for key, number in numbers.items()
        if number in actors
    }


def actor_for_entry(entry: Entry) -> Actor:
    """Return the actor of a row of the knowledge file, made on first use with all its names.

    Safe to race with the extractor, who means the same actor by the same key.
    """
    actor = _known(entry.key, entry.wikidata)
    if actor is None:
        actor = _made(
            entry.name,
            entry.kind,
            origin=ActorName.Origin.KNOWLEDGE,
            key=entry.key,
            wikidata=entry.wikidata,
            description=entry.description,
        )
    _add_names([(actor, alias) for alias in entry.aliases], ActorName.Origin.KNOWLEDGE)
    keep_countries({entry.key: actor}, {entry.key: entry})
    return actor


def keep_countries(actors: Mapping[str, Actor], entries: Mapping[str, Entry]) -> None:
    """Keep of which country these actors are, by the extractor's keys, as the entries say.

    What an editor said of it stays. A query for each of which it was not known yet.
    """
    for key, actor in actors.items():
        entry = entries.get(key)
        if not entry or not entry.country or entry.country == actor.country:
            continue
        free = Actor.objects.filter(pk=actor.pk).exclude(edited__contains=["country"])
        if "country" not in actor.edited and free.update(country=entry.country):
            actor.country = entry.country


def make_actor(
    name: str,
    kind: str,
    *,
    origin: str,
    key: str | None = None,
    wikidata: str | None = None,
    description: str = "",
) -> Actor:
    """Create an actor with a free slug and its own name among its names.

    Raises IntegrityError when `key` or `wikidata` is taken.
    """
    name = one_line(clean(name)[0])[:_MOST_NAME]
    base = slugify(fold(name))[:100] or "actor"
    for slug in _slugs(base):
        if Actor.objects.filter(slug=slug).exists():
            continue
        try:
            with transaction.atomic():
                actor = Actor.objects.create(
                    name=name,
                    kind=kind,
                    slug=slug,
                    key=key,
                    wikidata=wikidata,
                    description=description[:500],
                )
                ActorName.objects.create(
                    actor=actor, name=name, normalised_name=fold(name)[:_MOST_NAME], origin=origin
                )
            return actor
        except IntegrityError:
            if not Actor.objects.filter(slug=slug).exists():
                raise  # the key or the id is taken, not the slug
    raise AssertionError("count() never ends")


def _first_seen(found: FoundActor) -> Actor:
    key = found.key[:_MOST_KEY]
    local = key.startswith("local:")
    return (
        _known(key, found.wikidata)
        or _adopted(found)
        or _made(
            found.name,
            found.kind,
            origin=ActorName.Origin.EXTRACTION if local else ActorName.Origin.KNOWLEDGE,
            key=key,
            wikidata=found.wikidata,
            description=found.description,
        )
    )


def _slugs(base: str) -> Iterator[str]:
    yield base
    for number in count(2):
        yield f"{base}-{number}"


def _known(key: str, wikidata: str | None) -> Actor | None:
    """The actor of this key, or else of this Wikidata id."""
    condition = Q(key=key)
    if wikidata:
        condition |= Q(wikidata=wikidata)
    found = sorted(Actor.objects.filter(condition), key=lambda actor: actor.key != key)
    return found[0] if found else None


def _made(
    name: str, kind: str, *, origin: str, key: str, wikidata: str | None, description: str
) -> Actor:
    try:
        return make_actor(
            name, kind, origin=origin, key=key, wikidata=wikidata, description=description
        )
    except IntegrityError:
        actor = _known(key, wikidata)  # another worker saw it first
        if actor is None:
            raise
        return actor


def _adopted(found: FoundActor) -> Actor | None:
    """An actor that an editor made under this name, which now is the extractor's too."""
    namesakes = Actor.objects.current().filter(key=None, kind=found.kind)
    if found.wikidata:
        namesakes = namesakes.filter(wikidata=None)
    actor = namesakes.named_exactly(found.name).first()
    if actor is None:
        return None
    actor.key = found.key[:_MOST_KEY]
    # An editor's empty line stays empty, and an id that was taken away does not come back.
    if "wikidata" not in actor.edited:
        actor.wikidata = actor.wikidata or found.wikidata
    if "description" not in actor.edited:
        actor.description = actor.description or found.description[:500]
    free = Actor.objects.filter(pk=actor.pk, key=None, edited=actor.edited)
    try:
        with transaction.atomic():
            adopted = free.update(
                key=actor.key, wikidata=actor.wikidata, description=actor.description
            )
    except IntegrityError:
        return _known(actor.key, found.wikidata)  # another worker was quicker
    return actor if adopted else _known(actor.key, found.wikidata)


def _add_names(names: Iterable[tuple[Actor, str]], origin: str) -> None:
    """Keep forms under which actors are named, less those they have. Two queries.

    One that an editor withdrew is not stored: a trigger sees to it (migration 0018).
    """
    wanted = {
        (actor.pk, folded): name
        for actor, name in names
        if (folded := fold(name)) and max(len(name), len(folded)) <= _MOST_NAME
    }
    had = ActorName.objects.filter(actor__in={actor for actor, _folded in wanted})
    known = set(had.values_list("actor_id", "normalised_name"))
    ActorName.objects.bulk_create(
        [
            ActorName(actor_id=actor, name=name, normalised_name=folded, origin=origin)
            for (actor, folded), name in sorted(wanted.items())
            if (actor, folded) not in known
        ],
        ignore_conflicts=True,  # another worker may keep the same name
    )
