"""The first page, the page of further items, the language, and the sign of life."""
