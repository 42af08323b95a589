"""Epidemic levels: rule packs as data, and the engine that grades units by them.

Pure arithmetic on whole numbers: no database, no clock, no files, no words but those of the pack.
What is not known is a range and never zero; a unit has a level where every value within the
ranges gives the same one.
"""
