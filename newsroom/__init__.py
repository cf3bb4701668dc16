"""The project package: settings, services, roles and what joins the two apps."""

from newsroom.celery import app as celery_app

__all__ = ["celery_app"]
