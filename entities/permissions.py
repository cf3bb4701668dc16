"""The permissions this app's views ask for by name; newsroom.roles says which roles hold them."""

REVIEW = "entities.review_tags"
LEAD = "entities.lead_desk"
# Merging and splitting actors changes thousands of articles at once.
MERGE = "entities.merge_actors"
