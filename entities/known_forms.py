"""What editors send of an actor they know: names, who that is, and the posts it held."""

from typing import Any

from django import forms

from entities.countries import countries
from entities.models import Actor, Kind
from entities.wikidata import MOST_PASTED

_DATE_HELP = "As far as it is known: 2016, 2016-12 or 2016-12-29."
MOST_KEY = 2**63 - 1


class KnownForm(forms.Form):
    """What every form of the page sends: `seen` is the latest edit that the page showed."""

    seen = forms.IntegerField(min_value=0, max_value=MOST_KEY, widget=forms.HiddenInput)
    note = forms.CharField(
        max_length=1000, required=False, label="Why", help_text="For colleagues; kept for good."
    )


class NameForm(KnownForm):
    """A name: to add, to withdraw or to show."""

    name = forms.CharField(max_length=300, label="Name")
    show = forms.BooleanField(required=False, label="Show this name from now on")


class DescriptionForm(KnownForm):
    description = forms.CharField(
        max_length=500, required=False, label="Who that is", help_text="One line, for readers."
    )


class CountryForm(KnownForm):
    country = forms.ChoiceField(required=False, label="Country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "none"), *countries().items()]  # type: ignore[attr-defined]


class WikidataForm(KnownForm):
    wikidata = forms.CharField(
        max_length=MOST_PASTED,
        required=False,
        label="Wikidata",
        help_text="An id such as Q42, or the address of its page. Empty: it has none.",
    )


class DeathForm(KnownForm):
    died_on = forms.CharField(max_length=10, required=False, label="Died", help_text=_DATE_HELP)


class KindForm(KnownForm):
    kind = forms.ChoiceField(choices=Kind.choices, label="Kind")
    seen_kind = forms.ChoiceField(choices=Kind.choices, widget=forms.HiddenInput)


class RoleForm(KnownForm):
    """A post; `role` is the row of a suggested or confirmed one, `office` a key of the file's."""

    title = forms.CharField(max_length=300, label="Title")
    of = forms.CharField(
        max_length=200,
        required=False,
        label="Of",
        help_text="A country or an organisation.",
    )
    start = forms.CharField(max_length=10, required=False, label="From", help_text=_DATE_HELP)
    end = forms.CharField(
        max_length=10, required=False, label="To", help_text="Empty: not known to have ended."
    )
    role = forms.IntegerField(
        min_value=1, max_value=MOST_KEY, required=False, widget=forms.HiddenInput
    )
    office = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)


class SettleForm(forms.Form):
    """That a contradiction is fine, as it was seen."""

    seen = forms.IntegerField(min_value=0, max_value=MOST_KEY, widget=forms.HiddenInput)
    seen_facts = forms.CharField(
        max_length=500, required=False, widget=forms.HiddenInput, strip=False
    )
    note = forms.CharField(max_length=1000, required=False, label="Why it is fine")
    group = forms.BooleanField(required=False, label="Several people hold this post")


# What a form does, by the name that its button sends.
FORMS: dict[str, type[KnownForm]] = {
    "add-name": NameForm,
    "withdraw-name": NameForm,
    "show-name": NameForm,
    "description": DescriptionForm,
    "country": CountryForm,
    "wikidata": WikidataForm,
    "died_on": DeathForm,
    "kind": KindForm,
    "confirm-role": RoleForm,
    "reject-role": RoleForm,
    "add-role": RoleForm,
}


def initial_of(actor: Actor, seen: int) -> dict[str, Any]:
    """Return what the forms of the page begin with."""
    return {
        "seen": seen,
        "description": actor.description,
        "country": actor.country,
        "died_on": actor.died_on,
        "kind": actor.kind,
        "seen_kind": actor.kind,
    }
