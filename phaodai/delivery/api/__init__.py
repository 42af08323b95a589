"""The machine interface: what pages offer, for programs, under /api/v1.

Every operation is registered by `operations.Room`, which asks for the permission it needs; the
gate in `gate.py` stands before each of them. Nothing here decides: the same queries and
operations answer as behind the pages, with the Actor of the token.
"""
