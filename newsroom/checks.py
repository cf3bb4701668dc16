"""Checks of our own: settings that contradict each other, and what production must name."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from newsroom import env


@register(Tags.security, deploy=True)
def production_names_its_secrets(**_: Any) -> list[CheckMessage]:
    """W001: every web and worker host must sign sessions with the same key."""
    if env.text("NEWSROOM_SECRET_KEY"):
        return []
    return [
        Warning(
            "The key that signs sessions is a file in the data folder of this machine.",
            hint="Set NEWSROOM_SECRET_KEY to the same long random text on every host.",
            id="newsroom.W001",
        )
    ]


@register(Tags.security, deploy=True)
def staff_have_a_second_factor(**_: Any) -> list[CheckMessage]:
    """W002: a password alone opens the desk, to whoever finds or guesses it."""
    if settings.REQUIRE_TWO_FACTOR:
        return []
    return [
        Warning(
            "Staff log in by their passwords alone.",
            hint="Set NEWSROOM_REQUIRE_TWO_FACTOR=1.",
            id="newsroom.W002",
        )
    ]


@register("newsroom")
def lease_outlasts_the_time_limit(**_: Any) -> list[CheckMessage]:
    """E001: a worker that still works must not lose its claim to another."""
    limit, lease = settings.CELERY_TASK_TIME_LIMIT, settings.EXTRACTION_LEASE_S
    if limit < lease:
        return []
    return [
        Error(
            f"Extractions may take {limit} s, but are given to another worker after {lease} s.",
            hint="Set NEWSROOM_TASK_TIME_LIMIT_S below NEWSROOM_EXTRACTION_LEASE_S.",
            id="newsroom.E001",
        )
    ]
