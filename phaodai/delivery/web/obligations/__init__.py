"""The page of one obligation as a whole."""
