"""Pages for people: one folder per room."""
