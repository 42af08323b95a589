"""Names that all layers share."""
