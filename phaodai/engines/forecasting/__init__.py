"""What the figures foresee: reproduction, late reports, the coming days, odd weeks, targets.

Pure arithmetic on arrays: no database, no clock, no names; chance comes from a seed. Silence is
NaN, never zero. Every answer carries what it assumes, and says "too few cases" rather than a
number that means nothing.
"""
