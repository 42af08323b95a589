"""The census of 2019 as population: read, mapped onto the tree of units, published.

The counts are of 1 April 2019. They are mapped onto the units that bear the code and the name on
that day in the tree at hand; where that tree begins with a later edition, units that were merged
in the meantime are summed into their heir, and units that were divided are refused.
"""
