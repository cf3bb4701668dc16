"""The kinds of interactions that are labelled, as docs/labelling.md tells them, and modalities."""

KINDS = frozenset(
    {
        "agree",
        "aid",
        "assault",
        "coerce",
        "concede",
        "consult",
        "cooperate",
        "demand",
        "disapprove",
        "fight",
        "investigate",
        "mobilize",
        "protest",
        "reject",
        "retreat",
        "sanction",
        "support",
        "threaten",
    }
)
MODALITIES = frozenset({"asserted", "claimed", "negated", "desired", "future", "habitual"})

# PLOVER's later names for some of them.
_LATER = {"request": "demand", "accuse": "disapprove", "yield": "concede"}


def kind_of(name: str) -> str:
    """The kind as the labels name it, whatever version of PLOVER `name` comes from."""
    return _LATER.get(name.casefold(), name.casefold())
