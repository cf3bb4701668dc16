"""What of quotes can be searched: their public words, in a vector that is rewritten with them.

No copy of the words is kept (decision 11): a vector holds stems and what filters ask for, and says
nothing that the public text does not say. `entities.told` writes it with the quotes, in the
transaction that publishes an article; a trigger empties it whenever a text changes.
"""

from collections.abc import Mapping

from django.db import connection

# Rows of one statement, as in entities.told.
BATCH = 500

_WRITE = """
UPDATE entities_quote AS quote SET search_vector = entities_quote_vector(
    quote.id, given.words, quote.speaker_id,
    ARRAY(SELECT actor_id FROM entities_quoteabout WHERE quote_id = quote.id), quote.sort_at
)
FROM unnest(%s::bigint[], %s::text[]) AS given(id, words) WHERE quote.id = given.id
"""


def write_words(words: Mapping[int, str | None]) -> None:
    """Let quotes be found by these words, by their ids; by none for None.

    Speakers, and whom quotes name, must be written. One statement for each BATCH; call it in the
    transaction that holds the lock of the article.
    """
    ids = list(words)
    with connection.cursor() as cursor:
        for at in range(0, len(ids), BATCH):
            batch = ids[at : at + BATCH]
            cursor.execute(_WRITE, [batch, [words[pk] for pk in batch]])


def index_some(after: int, most: int) -> int | None:
    """Write the vectors that are missing among the next rows behind an id, in one transaction.

    Returns the id to go on behind; None when no row is left.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT entities_index_quotes(%s, %s)", [after, most])
        last: int | None = cursor.fetchone()[0]
    return last
