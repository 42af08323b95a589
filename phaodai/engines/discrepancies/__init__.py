"""Figures that disagree: rules held against a table of units and days, and the weighing of errors.

Pure arithmetic on arrays: no database, no clock, no names. Silence is NaN, never zero. Identities
(parts and total, stock and flow, one source and another) are exact; what is merely unlikely is
weighed: how well a real course explains a figure, and how well each known mistake does.
"""
