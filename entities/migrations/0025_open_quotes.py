"""An article waits as long as a quote or an interaction of it does (decision 28)."""

from django.db import migrations, models

OPEN = models.Q(
    ("suggested_count__gt", 0),
    ("second_look_count__gt", 0),
    ("orphaned_count__gt", 0),
    ("told_count__gt", 0),
    ("report_count__gt", 0),
    _connector="OR",
)
MOST_URGENT = (models.OrderBy(models.F("priority"), descending=True), models.F("article"))
WALKS = {
    "queue": models.Index(*MOST_URGENT, condition=OPEN, name="articlereview_queue"),
    "source": models.Index(
        models.F("source"), *MOST_URGENT, condition=OPEN, name="articlereview_source"
    ),
    "assigned": models.Index(
        models.F("assigned_to"),
        *MOST_URGENT,
        condition=models.Q(OPEN, ("assigned_to__isnull", False)),
        name="articlereview_assigned",
    ),
    "oldest": models.Index(models.F("open_since"), condition=OPEN, name="articlereview_oldest"),
}
# What was cleared of tags alone waits again from now on; what it weighs in the order is derived
# by `manage.py republish`.
WAITING = """
UPDATE entities_articlereview AS review
SET told_count = told.count, open_since = coalesce(open_since, now())
FROM (
    SELECT article_id, count(*) FROM (
        SELECT article_id FROM entities_quote WHERE status = 'suggested' AND NOT orphaned
        UNION ALL
        SELECT article_id FROM entities_interaction WHERE status = 'suggested' AND NOT orphaned
    ) AS one GROUP BY article_id
) AS told WHERE told.article_id = review.article_id;
"""
# Back again: what waits for its quotes alone does not wait.
CLEARED = """
UPDATE entities_articlereview SET open_since = NULL
WHERE suggested_count = 0 AND second_look_count = 0 AND orphaned_count = 0 AND report_count = 0;
"""


class Migration(migrations.Migration):
    dependencies = [("entities", "0024_counted_at_once")]

    operations = [
        *(
            migrations.RemoveIndex(model_name="articlereview", name=f"articlereview_{name}")
            for name in WALKS
        ),
        migrations.AddField(
            model_name="articlereview",
            name="told_count",
            field=models.PositiveIntegerField(default=0),
        ),
        # Before the indexes are made anew: every row changes.
        migrations.RunSQL(WAITING, CLEARED),
        *(migrations.AddIndex(model_name="articlereview", index=index) for index in WALKS.values()),
        migrations.AddIndex(
            model_name="articlereview",
            index=models.Index(
                *MOST_URGENT,
                condition=models.Q(("suggested_count", 0), ("told_count__gt", 0)),
                name="articlereview_told",
            ),
        ),
    ]
