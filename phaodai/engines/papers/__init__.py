"""Papers: one model of what is written, laid into the boxes of Decree 30/2020, and its writers.

`model` says who writes what to whom, `layout` puts it into the boxes of its form, `word`, `pdf`
and `plain` draw those, and `inspection` measures a Word file against the Decree.
"""
