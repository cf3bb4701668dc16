"""What readers see of actors, tags, quotes and interactions is counted with the articles.

The counters by actor, year, pair and month are not: they follow from the articles by triggers, in
the same transaction.
"""

from django.db import migrations

# Not a copy: a later change of the triggers brings a migration of its own.
from articles.generation import leave_changes, number_changes

TABLES = (
    "entities_actor",
    "entities_actorname",
    "entities_dealing",
    "entities_decision",
    "entities_extractionrun",
    "entities_interaction",
    "entities_mention",
    "entities_quote",
    "entities_quoteabout",
    "entities_tag",
)


class Migration(migrations.Migration):
    dependencies = [
        ("entities", "0009_words_of_quotes"),
        ("articles", "0010_numbered_changes"),
    ]

    operations = [migrations.RunSQL(number_changes(*TABLES), leave_changes(*TABLES))]
