"""What becomes of each record of a batch, decided in memory and in their order.

Identity: the same GUID, or the same text, is the same article. A known GUID with another text is a
new version, unless it is a text that the article had before, or one that its publisher replaced
since: importing old files again changes nothing. A text that would take an editor's place, or be
read before its time, is held. What its publisher cancels is taken down. Everything else is new.
"""

import datetime
import hashlib

from django.utils import timezone

from articles import intake_acts
from articles.importers import ArticleData, Problem, Record
from articles.known import Entry, Known
from articles.models import Article, ImportBatch, ImportItem
from articles.plan import Placed, Plan
from articles.services import Defaults, storing_problem
from articles.texts import text_hash

Outcome = ImportItem.Outcome
Status = Article.Status


def make_plan(
    batch: ImportBatch, placed: list[Placed], defaults: Defaults, known: Known, *, lock: bool
) -> Plan:
    """Decide over the records, as if each were stored before the next is looked at.

    Reads what the archive knows of them, in at most four queries; `lock` locks the articles.
    """
    read = [_checked(one.record) for one in placed]
    digests = [
        "" if isinstance(data, Problem) else text_hash(data.headline, data.standfirst, data.body)
        for data in read
    ]
    articles = [
        (data, digest)
        for data, digest in zip(read, digests, strict=True)
        if isinstance(data, ArticleData)
    ]
    known.look_up(
        {data.guid for data, _digest in articles if data.guid},
        {digest for _data, digest in articles},
        lock=lock,
    )
    if not all(_is_as_known(known, data, digest) for data, digest in articles):
        known.read_past()
    deciding = _Deciding(Plan(batch, defaults), known)
    for one, data, digest in zip(placed, read, digests, strict=True):
        deciding.decide(one, data, digest)
    return deciding.plan


def _checked(record: Record) -> ArticleData | Problem:
    if isinstance(record.result, Problem) or record.result.status != "usable":
        return record.result
    return storing_problem(record.result) or record.result


def _is_as_known(known: Known, data: ArticleData, digest: str) -> bool:
    entry = known.find(data.guid, digest)
    return entry is not None and entry.digest == digest and data.status == "usable"


class _Deciding:
    def __init__(self, plan: Plan, known: Known) -> None:
        self.plan = plan
        self._known = known
        self._now = timezone.now()

    def decide(self, placed: Placed, data: ArticleData | Problem, digest: str) -> None:
        if isinstance(data, Problem):
            self.plan.say(placed, Outcome.REJECTED, data.reason)
        elif data.status != "usable":
            self._withdraw(placed, data)
        elif entry := self._known.find(data.guid, digest):
            self._meet(placed, data, digest, entry)
        else:
            self._begin(placed, data, digest)

    def _begin(self, placed: Placed, data: ArticleData, digest: str) -> None:
        row = self.plan.new_article(data, digest)
        if data.embargoed_until and data.embargoed_until > self._now:
            self.plan.add_act(intake_acts.embargo(row, data.embargoed_until))
        entry = Entry(data.guid, digest, None, row, row.status, row.embargo_until)
        entry.source_version = data.source_version
        self._known.add(entry)
        item = self.plan.say(placed, Outcome.NEW, _notes(data), entry)
        self.plan.add_version(row, data, item)

    def _meet(self, placed: Placed, data: ArticleData, digest: str, entry: Entry) -> None:
        """Decide over a text of an article that is known."""
        if entry.digest == digest:
            self._meet_again(placed, data, entry)
        elif earlier := entry.earlier.get(digest):
            self._leave(placed, data, entry, f"it had this text before, as version {earlier}")
        elif older := _older(entry, data):
            self._leave(placed, data, entry, older)
        elif twin := self._known.by_digest.get(digest):
            self._refuse(placed, data.guid, entry, twin)
        elif (why := self._why_held(entry, data)) or entry.held.get(_sha(placed)):
            self._hold(placed, data, entry, why)
        else:
            self._renew(placed, data, digest, entry)

    def _meet_again(self, placed: Placed, data: ArticleData, entry: Entry) -> None:
        """Decide over the text that an article has; one that came without a GUID learns it."""
        if entry.guid and data.guid and data.guid != entry.guid:
            note = f"the archive holds this text under the GUID {entry.guid}"
            self.plan.say(placed, Outcome.DUPLICATE, _notes(data, note), entry)
            return
        if data.guid and not entry.guid:
            self._known.learn(entry, data.guid)
            self.plan.learn_guid(entry, data.guid)
        self._leave(placed, data, entry)

    def _leave(self, placed: Placed, data: ArticleData, entry: Entry, note: str = "") -> None:
        self.plan.say(placed, Outcome.UNCHANGED, _notes(data, note), entry)

    def _renew(self, placed: Placed, data: ArticleData, digest: str, entry: Entry) -> None:
        row = self.plan.new_text(entry, data, digest)
        self._known.move(entry, digest, row.version_number, data.source_version)
        note = ""
        if entry.status == Status.EMBARGOED and data.embargoed_until != entry.embargo_until:
            note = "the embargo that the article came with stands"
        item = self.plan.say(placed, Outcome.NEW_VERSION, _notes(data, note), entry)
        self.plan.add_version(row, data, item)

    def _refuse(self, placed: Placed, guid: str, entry: Entry, twin: Entry) -> None:
        """One text under two GUIDs; the articles may get their numbers when they are stored."""
        rows, pks = (entry.row, twin.row), (entry.pk, twin.pk)

        def reason() -> str:
            first, second = (row.pk if row else pk for row, pk in zip(rows, pks, strict=True))
            return one_text_two_guids(guid, first, second)

        self.plan.reject(placed, reason)

    def _withdraw(self, placed: Placed, data: ArticleData) -> None:
        """Decide over what its publisher cancels or withholds; such a record has no text."""
        entry = self._known.by_guid.get(data.guid) if data.guid else None
        if entry is None:
            reason = f"Its publisher does not want it published: its pubStatus is {data.status}."
            self.plan.say(placed, Outcome.REJECTED, reason)
        elif older := _older(entry, data):
            self._leave(placed, data, entry, older)
        elif entry.status == Status.TAKEN_DOWN:
            self._leave(placed, data, entry, "the article is taken down already")
        elif entry.restored_at:
            reason = (
                f"{intake_acts.why_withdrawn(data.status)} But an editor restored this article on "
                f"{day(entry.restored_at)}; this waits for an editor."
            )
            self._hold(placed, data, entry, reason)
        else:
            self._take_down(placed, data, entry)

    def _take_down(self, placed: Placed, data: ArticleData, entry: Entry) -> None:
        """The text stays as it is. Unlike other input that changes no text, this is kept."""
        reason = intake_acts.why_withdrawn(data.status)
        self.plan.take_down(entry, reason)
        entry.status = Status.TAKEN_DOWN
        self._known.change(entry)
        reason = _after(f"{reason} The article was taken down.", data)
        item = self.plan.say(placed, Outcome.UNCHANGED, reason, entry)
        item.content = placed.record.content

    def _why_held(self, entry: Entry, data: ArticleData) -> str:
        """Say why a text must not become the article's without an editor; "" if it may."""
        if entry.edited_at:
            return (
                f"An editor corrected this article on {day(entry.edited_at)}; the new text of "
                "its source waits for an editor."
            )
        until = data.embargoed_until
        hidden_until = entry.embargo_until if entry.status == Status.EMBARGOED else None
        if until and until > max(self._now, hidden_until or self._now):
            return (
                f"This text is under embargo until {until:%-d %B %Y, %H:%M} UTC, and the article "
                "would show it before; it waits for an editor."
            )
        return ""

    def _hold(self, placed: Placed, data: ArticleData, entry: Entry, why: str) -> None:
        """Leave a record to an editor, once: what waits or is settled is not held again."""
        self.plan.needs_locks = True
        digest = _sha(placed)
        if digest not in entry.held:
            self.plan.say(placed, Outcome.HELD, _after(why, data), entry)
            if placed.record.content:
                entry.held[digest] = None
                self._known.change(entry)
        elif settled_at := entry.held[digest]:
            note = f"an editor decided about this very input on {day(settled_at)}"
            self._leave(placed, data, entry, note)
        else:
            self._leave(placed, data, entry, "this very input waits for an editor already")


def one_text_two_guids(guid: str, known: int | None, twin: int | None) -> str:
    """Why a text is refused; an article without a number is one that a dry run would make."""
    first, second = (f"article {pk}" if pk else "an article of this import" for pk in (known, twin))
    return (
        f"GUID {guid} is {first}, but this text is {second}. "
        "One text is one article: import it under one GUID."
    )


def day(instant: datetime.datetime) -> str:
    return f"{instant:%-d %B %Y}"


def _older(entry: Entry, data: ArticleData) -> str:
    """Say that a newer version came before, if both are numbered: wires arrive out of order."""
    numbers = (data.source_version, entry.source_version)
    if all(map(_is_whole, numbers)) and int(numbers[0]) < int(numbers[1]):
        return f"it is its publisher's version {numbers[0]}, and version {numbers[1]} is here"
    return ""


def _is_whole(version: str) -> bool:
    return version.isascii() and version.isdecimal()


def _notes(data: ArticleData, note: str = "") -> str:
    return "; ".join(filter(None, (*data.notes, note)))


def _after(reason: str, data: ArticleData) -> str:
    return f"{reason} {_notes(data)}".strip()


def _sha(placed: Placed) -> bytes:
    return hashlib.sha256(placed.record.content).digest()
