"""Measures of `reporting.py` that do not need the demo: judging, pasting, boards, no network."""
