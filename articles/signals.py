"""What the archive tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction that stored a new text, with `version` (an ArticleVersion).
article_text_changed = Signal()
