"""Access: which rows a post sees.

Owns: grants (what was addressed or handed over to a body).
Offers: `ScopedQuerySet.visible_to`, the one gate through which rows leave a room.
"""
