"""Historical series taken from tables: a row for each unit and day, a column for each figure."""
