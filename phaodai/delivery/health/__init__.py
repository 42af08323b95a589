"""Health: what is wrong with this installation, and how to mend it.

`doctor` prints every finding, the administrator's first page those that call for something.
"""
