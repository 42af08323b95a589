"""Pages of what bodies have to do: the board, one task, the acts on it."""
