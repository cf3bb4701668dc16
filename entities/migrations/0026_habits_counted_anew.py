"""Of what became of an actor it is kept now what its looks let one expect: counted anew, soon."""

from django.db import migrations

FORGET = """
UPDATE entities_rule SET details = jsonb_set(details, '{seen}', '{}') WHERE sort = 'habit'
"""


class Migration(migrations.Migration):
    dependencies = [("entities", "0025_open_quotes")]

    operations = [migrations.RunSQL(FORGET, FORGET)]
