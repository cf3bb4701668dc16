"""How much the archive learns from a desk: tagged articles are replayed as corrections.

`lines` reads them, `correcting` is the editor who corrects through the real verbs, `measuring`
counts right tags in articles nobody corrected, `curve` puts the three together, `scratch` is the
database.
"""
