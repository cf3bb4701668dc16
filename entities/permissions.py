"""The permissions this app's views ask for by name; newsroom.roles says which roles hold them."""

REVIEW = "entities.review_tags"
LEAD = "entities.lead_desk"
