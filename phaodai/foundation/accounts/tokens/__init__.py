"""Tokens: how a machine acts in the name of a user, with one of his posts and for one purpose.

Owns: tokens, and the answers kept for calls that a machine may send twice.
Offers: `queries.find_bearer`, which turns the text a machine sends into the Actor of its post.
The text is shown once, to whoever made the token; only its SHA-256 is kept.
"""
