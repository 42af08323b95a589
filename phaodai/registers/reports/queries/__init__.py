"""Reads of the register of reports, already scoped, as plain rows."""
