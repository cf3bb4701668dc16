"""Which code the pages are made by: what was kept from before another release is not shown."""

import hashlib
from functools import cache

from django.conf import settings

# Of these the pages are made.
_CODE = ("newsroom", "articles", "entities", "templates", "static")
_ENDINGS = (".py", ".html", ".xml", ".css", ".js")


@cache
def code_version() -> str:
    """A hash of what pages are made by. Read once a process, in some ten milliseconds."""
    shown = (settings.SITE_NAME, settings.TIME_ZONE, settings.LANGUAGE_CODE, settings.DEBUG)
    told = (settings.PUBLISH, settings.PUBLISH_ABOVE)
    digest = hashlib.sha256(repr(shown + told).encode())
    for folder in _CODE:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in _ENDINGS:
                digest.update(f"\n{path.relative_to(settings.BASE_DIR)}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
