"""What the archive tells the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction that stored new texts, with `versions`: a list of ArticleVersion, the
# newest text of each article once. An import of many sends it once for many.
article_text_changed = Signal()

# Sent inside the transaction of an act that shows readers another text, with `article`, its row
# locked. What was derived from the words must follow before the transaction ends.
article_shown_anew = Signal()
