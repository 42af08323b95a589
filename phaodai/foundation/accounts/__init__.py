"""Accounts: who signs in, and which posts he holds.

Owns: users, postings (a role held at a body for a time).
Offers: `queries.actor_of`, which turns a user into the Actor that every operation asks for.
Sign-in itself (password, passkey, one-time code, sessions) is django-allauth's.
"""
