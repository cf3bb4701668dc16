"""The permissions this app's views ask for by name; newsroom.roles says which roles hold them."""

IMPORT = "articles.import_articles"
ACT = "articles.act_on_articles"
