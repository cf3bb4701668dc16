"""Pages that show articles and nothing of actors."""
