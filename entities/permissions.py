"""The permission this app's views ask for by name; newsroom.roles says which roles hold it."""

REVIEW = "entities.review_tags"
