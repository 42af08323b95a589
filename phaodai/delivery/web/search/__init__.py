"""One search over what the reader sees: documents, tasks, units, bodies and their heads."""
