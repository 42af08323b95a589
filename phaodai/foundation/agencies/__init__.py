"""Bodies and their heads."""
