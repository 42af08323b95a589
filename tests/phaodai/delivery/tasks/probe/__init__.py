"""A room for the kill tests: it announces, and two handlers leave traces that can be counted."""
