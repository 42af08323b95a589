"""Which level each unit has: rule packs in force, assessments, proposals, decisions, announcements.

Reads the table of facts; what is not known leaves a unit without a level, and no one decides for
it but a named person.
"""
