"""What chief editors say when they act on an article: one form for each kind of act."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone

from articles import acts
from articles.acts import ActError, Revision
from articles.importers.decoding import clean, one_line
from articles.models import Article, ArticleAct
from articles.services import LIMITS
from articles.templatetags.archive import published_on
from articles.texts import Text

Kind = ArticleAct.Kind
# Beyond this many copies nobody ticks boxes.
MOST_SIBLINGS = 50


class ActForm(forms.Form):
    """Why, and what readers are told. `seen` is the latest act that the page showed."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        help_text="For the newsroom. It stays with the article; readers do not see it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    public_note = forms.CharField(
        label="Note for readers",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    field_order: Sequence[str] = ()
    note_help = "Shown with the date."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_note"].help_text = self.note_help


class RevisionForm(ActForm):
    """Another text, prefilled with the one it has, hidden names and all."""

    headline = forms.CharField(max_length=LIMITS["headline"], required=False)
    standfirst = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    body = forms.CharField(
        label="Text",
        help_text="An empty line parts two paragraphs.",
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    byline = forms.CharField(max_length=LIMITS["byline"], required=False)
    dateline = forms.CharField(max_length=LIMITS["dateline"], required=False)
    credit = forms.CharField(max_length=LIMITS["credit"], required=False)

    field_order = ("headline", "standfirst", "body", "byline", "dateline", "credit", "reason")
    note_help = "Shown above the text with the date. A clarification may be a note alone."

    def __init__(self, *args: Any, text: Text, **kwargs: Any) -> None:
        super().__init__(*args, initial=_fields(text), **kwargs)

    def text(self) -> Revision:
        """The text as it was sent, tidied as imports are; what was not touched stays as it was."""
        fields = {}
        for name in Revision.__slots__:
            tidy, _notes = clean(self.cleaned_data[name])
            fields[name] = _blocks(tidy) if name in ("body", "standfirst") else one_line(tidy)
        return Revision(**fields)


class SiblingsField(forms.ModelMultipleChoiceField):
    """Copies of a story often have one headline: their sources and dates tell them apart."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title} ({published_on(obj)}, {obj.source.kept})"


class SiblingsForm(ActForm):
    """Near-duplicates may be meant too."""

    also = SiblingsField(
        queryset=Article.objects.none(),
        label="Do the same to nearly the same articles",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = acts.siblings(article).for_list().newest_first()[:MOST_SIBLINGS]
        pks = [other.pk for other in others]
        field = self.fields["also"]
        if not pks:
            del self.fields["also"]
        elif isinstance(field, SiblingsField):
            field.queryset = Article.objects.for_list().filter(pk__in=pks).order_by("-pk")


class TakedownForm(SiblingsForm):
    note_help = "All that stands at the article’s address afterwards. Name nobody in it."


class EmbargoForm(ActForm):
    until = forms.DateTimeField(
        label="Until",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": "Write day and time, such as 2030-05-03 14:00."},
    )
    field_order = ("until", "reason")
    note_help = "Kept with the article; while it is embargoed readers see nothing of it."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = (
            f"Time zone: {timezone.get_current_timezone_name()}. Readers see it from then on, "
            "within half a minute."
        )


class AnonymiseForm(SiblingsForm):
    names = forms.CharField(
        label="Name",
        max_length=2000,
        help_text=(
            "As it stands in the text, each form on a line of its own: the full name, the surname "
            "alone, a nickname. Each is shown as initials."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    leave_rest = forms.BooleanField(
        label="Other words of the name that are left belong to somebody else", required=False
    )
    field_order = ("names", "leave_rest", "reason")
    note_help = "Shown above the text with the date. Do not name the person."


def form_for(kind: str, article: Article, data: Any = None) -> ActForm:
    """Return the form of a kind of act on an article."""
    latest = article.acts.order_by("-pk").values_list("pk", flat=True).first() or 0
    given: dict[str, Any] = {"data": data}
    if kind in acts.REVISIONS:
        form: ActForm = RevisionForm(text=acts.current_version(article), **given)
    elif kind == Kind.EMBARGO:
        form = EmbargoForm(**given)
    elif kind == Kind.ANONYMISE:
        form = AnonymiseForm(article=article, **given)
    elif kind == Kind.TAKEDOWN:
        form = TakedownForm(article=article, **given)
    else:
        form = SiblingsForm(article=article, **given)
    form.initial["seen"] = latest
    return form


def perform(form: ActForm, kind: str, article: Article, editor: User) -> ArticleAct:
    """Do what a valid form says. Raises ActError and StaleAct as the verbs do."""
    return _perform(form, kind, article, editor, form.cleaned_data["seen"])


def perform_on_siblings(form: ActForm, kind: str, editor: User) -> list[tuple[Article, str]]:
    """Do the same to the near-duplicates that were ticked, each in a transaction of its own.

    Return each with why it could not be done, "" where it was.
    """
    outcomes = []
    for other in form.cleaned_data.get("also") or ():
        try:
            _perform(form, kind, other, editor, None)
        except ActError as error:
            outcomes.append((other, str(error)))
        else:
            outcomes.append((other, ""))
    return outcomes


def _perform(
    form: ActForm, kind: str, article: Article, editor: User, seen: int | None
) -> ArticleAct:
    said = {name: form.cleaned_data[name] for name in ("reason", "public_note")}
    said |= {"editor": editor, "seen": seen}
    if isinstance(form, RevisionForm):
        return acts.revise(article, kind, text=form.text(), **said)
    if isinstance(form, EmbargoForm):
        return acts.embargo(article, until=form.cleaned_data["until"], **said)
    if isinstance(form, AnonymiseForm):
        names = form.cleaned_data["names"].splitlines()
        leave_rest = form.cleaned_data["leave_rest"]
        return acts.anonymise(article, names=names, leave_rest=leave_rest, **said)
    verbs = {Kind.RETRACTION: acts.retract, Kind.TAKEDOWN: acts.take_down}
    return verbs.get(Kind(kind), acts.deindex)(article, **said)


def _fields(text: Text) -> dict[str, str]:
    return {name: getattr(text, name) for name in Revision.__slots__}


def _blocks(text: str) -> str:
    """Paragraphs as imports store them: no space at line ends, one empty line between two."""
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
