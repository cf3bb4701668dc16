"""Under which setting the archive was published."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Publication(models.Model):
    """One run over the whole archive under one rule of what readers see; the newest one counts."""

    rule = models.CharField(max_length=40)
    begun_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"published as {self.rule}"
