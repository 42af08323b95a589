"""Who gets which page: a table written by hand, and a test that asks every cell of it."""
