"""Bodies of the units and who heads them.

Owns: bodies (People's Committee, Party committee, health service, ...), their other names, the
posts of their heads and who held them from day to day.
Offers: a dispatch's wording ("Sở Y tế", "UBND các xã, thị trấn") resolved near a unit; the
standard bodies of any unit filled in at once; heads as of a day.
"""
