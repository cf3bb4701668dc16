"""Parts of the desk's forms that a page has a hundred of: written here, not by templates."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.models import Article
from entities.desk_items import DeskItem, TagItem

register = template.Library()


@register.simple_tag
def posts_to(url: str, query: str) -> SafeString:
    """Where a form is sent, with script and without: the attributes of its element."""
    return format_html('method="post" action="{0}" hx-post="{0}"', f"{url}?{query}")


@register.simple_tag
def seen_fields(item: DeskItem, article: Article, csrf_token: str) -> SafeString:
    """Hidden fields: what the editor sees of an item, for the forms of entities.forms."""
    fields = {"csrfmiddlewaretoken": csrf_token}
    if isinstance(item, TagItem):
        fields |= {
            "seen": "" if item.seen is None else str(item.seen),
            "seen_kind": item.shown.actor.kind,
            "version": str(article.version_number),
        }
    else:
        fields["token"] = str(item.seen)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', fields.items())
