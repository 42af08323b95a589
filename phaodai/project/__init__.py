"""The composition root: settings, addresses, database backend."""
