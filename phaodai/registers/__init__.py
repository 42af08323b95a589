"""The registers: each owns its tables and imports no other register."""
