"""How right the extractor is: labelled texts and findings in, counts out.

Pure: no Django. `gold.py` reads our own labels, `shared.py` sets of others; `answers.py` says which
actor of an answer is which of the labels; the other modules count one thing each.
"""
