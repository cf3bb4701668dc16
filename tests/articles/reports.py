"""Reports about invented people and places, long enough to be compared, and rewrites of them."""

PARAGRAPHS = (
    "Foreign Minister Mira Tolvan met Ambassador Anton Vasilyenko in Halden on Monday to speak "
    "about the border, which both countries have kept closed since the floods of last spring.",
    "Tolvan said afterwards that the Karvenian army had left the valley and that the first lorries "
    "might cross the bridge within a week, if the engineers find its pillars sound.",
    "Vasilyenko did not comment, but his office confirmed in the evening that a list of goods had "
    "been handed over and would be looked at by the customs service before Friday.",
    "The farmers of the upper villages, who sell their fruit across the river, had blocked the "
    "road to the capital twice in March and threatened to do so again in the summer.",
)
REPORT = "\n\n".join(PARAGRAPHS)
UNRELATED = (
    "The museum of Orsk showed the bronze heads for the first time yesterday, two years after the "
    "divers of the harbour police had brought them up from the wreck of a merchant ship.\n\n"
    "Its director, Lena Brandmar, called them the finest work of the northern coast and asked the "
    "council for a room of their own; the council will vote about the money in autumn."
)


def rewritten(text: str, every: int) -> str:
    """The text with every so-manieth word replaced by another."""
    words = text.split(" ")
    return " ".join(f"other{n}" if n % every == 0 else word for n, word in enumerate(words, 1))


def with_more(text: str) -> str:
    """The text with three paragraphs added, which tell something else."""
    return f"{text}\n\n{UNRELATED}\n\nNothing else was known in Halden by the time of writing."
