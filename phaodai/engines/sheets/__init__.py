"""Tables as offices write them: where the headings, units, days and figures of a sheet are.

A sheet is rows of text. `layout` proposes what each column means and says how sure it is; a person
decides what is not sure. `records` then reads the sheet by that layout and finds a fault rather
than a value wherever a cell could mean two things.
"""
