"""Writes of the register of reports; every function is one whole act."""
