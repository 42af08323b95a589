"""Indicators: the one table of facts, and the table of targets.

A fact says: this source states (or counts) this value of this indicator for this unit, day,
disease and stratum, as of this moment. Registers publish, decisions and pages read; nobody else
touches the tables. Silence is never zero: what nobody said is absent, and every total names how
many units it covers.

Owns: values, targets, local indicators, the numbers that stand for codes.
Offers: `publishing` and `targets` to registers; `reading` to decisions and delivery; `queries`
to pages and commands, already checked against the reader's posts.
"""
