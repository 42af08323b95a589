"""Rules of the register as plain functions of plain values."""
