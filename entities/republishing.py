"""Whether the whole archive is as the setting of the site says, or waits for `republish`.

What is published from now on follows the setting at once; what was published before follows when
`republish` has come by.
"""

from django.utils import timezone

from entities.models import Publication
from entities.publication import EVERYTHING_SUGGESTED, rule_of_site


def begin(*, afresh: bool) -> Publication | None:
    """Note that the archive is being published; not `afresh`: that a stopped run goes on.

    None where no run under this setting was stopped, so that a part is not taken for the whole.
    """
    rule = str(rule_of_site())
    if afresh:
        return Publication.objects.create(rule=rule)
    last = Publication.objects.first()
    return last if last and last.rule == rule and last.finished_at is None else None


def finish(publication: Publication) -> None:
    Publication.objects.filter(pk=publication.pk).update(finished_at=timezone.now())


def published_otherwise() -> str:
    """Return the rule that older articles still go by; empty when it is that of the site.

    One query. An archive that was never republished is as the setting was when there was none.
    """
    done = Publication.objects.filter(finished_at__isnull=False).values_list("rule", flat=True)
    kept = done.first() or EVERYTHING_SUGGESTED
    return "" if kept == str(rule_of_site()) else kept
