"""Obligations against figures: whether what was ordered is met, unit by unit.

Owns: assessments, with the inputs they were made from.
Offers: `operations.assess`, `assess_units` to whoever runs by the clock; `queries` to pages,
commands and machines. Announces `ObligationAssessed` where an answer changed.
"""
