"""The audit trail: who did what to which row, and proof that nothing was changed since.

Owns: events (one row per change of state, written in the act's own transaction), seals (the
chain of hashes over the events, laid after commit by one sealer) and hourly roots.
Offers: `operations.record`, called by every operation that changes something; `queries` for
the page of the trail; `verification` for whoever doubts it.

Three things make a change visible. A stamp, keyed with the installation's secret, says that
the application wrote the row; the chain says that no row was changed, added, moved or taken
out since it was sealed; the anchors, a file outside the database and whatever was written down
elsewhere, say that this is still the same chain.
"""
