"""Editions: whole or partial statements of the tree, read from files and grafted on to it."""
