"""The tree of units: which places there are, below which, from which day to which day.

Owns: units, their dated parents, other names, and what became of them.
Offers: look-ups by code and by wording as of a day; the acts that change the tree; its loading.

Official codes are used again: of the 3,321 codes of July 2025, 3,314 also existed in 2021, 2,186
of them under another name. So a unit is known by its `ref`, and a look-up by code takes a day.
"""
