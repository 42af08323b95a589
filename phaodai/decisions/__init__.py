"""Decisions: each reads figures and nothing else, and answers with a table of its own."""
