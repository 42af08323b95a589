"""What figures foresee: how many each case infects, and how many come in the next two weeks.

Owns: runs (what was known, and what was assumed) and the outlook of each unit in each of them.
Offers: `operations.renew` to whoever runs by the clock; `queries` to pages, commands and machines.
"""
