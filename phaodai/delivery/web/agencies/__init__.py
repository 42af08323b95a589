"""Pages of bodies and their heads."""
