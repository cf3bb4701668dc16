"""As much of schema.org as our pages use: a context, and which properties its types have.

Written down from the vocabulary (schema.org, version 29) so that the tests need no network.
"""

from typing import Any

BASE = "https://schema.org/"
_LINKS = ("url", "sameAs", "mainEntityOfPage", "isBasedOn")
CONTEXT: dict[str, Any] = {
    "@context": {"@vocab": BASE, **{name: {"@type": "@id"} for name in _LINKS}}
}

_THING = {"name", "description", "url", "sameAs", "alternateName", "mainEntityOfPage"}
_WORK = {
    *(*_THING, "headline", "text", "datePublished", "dateModified", "dateCreated", "inLanguage"),
    *("author", "publisher", "sdPublisher", "creditText", "isAccessibleForFree", "isBasedOn"),
    *("creativeWorkStatus", "about", "mentions", "correction", "hasPart", "isPartOf"),
}
PROPERTIES: dict[str, set[str]] = {
    "NewsArticle": {*_WORK, "articleSection"},
    "Quotation": {*_WORK, "spokenByCharacter"},
    "CorrectionComment": _WORK,
    "Person": _THING,
    "Organization": _THING,
    "Country": _THING,
    "Place": _THING,
}
# What each property leads to, where that is no text.
RANGES: dict[str, set[str]] = {
    "author": {"Person", "Organization"},
    "publisher": {"Person", "Organization"},
    "sdPublisher": {"Person", "Organization"},
    "spokenByCharacter": {"Person", "Organization"},
    "about": {"Person", "Organization", "Country", "Place"},
    "mentions": {"Person", "Organization", "Country", "Place"},
    "correction": {"CorrectionComment"},
    "hasPart": {"Quotation"},
}
REQUIRED: dict[str, set[str]] = {
    "NewsArticle": {"headline", "url", "publisher", "author", "inLanguage"},
    "Quotation": {"text", "isPartOf"},
    "CorrectionComment": {"text", "dateCreated"},
    "Person": {"name"},
    "Organization": {"name"},
    "Country": {"name", "url"},
    "Place": {"name", "url"},
}
