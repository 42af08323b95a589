"""Epidemic levels: the rule packs that the product comes with."""
