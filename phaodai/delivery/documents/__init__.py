"""Files that people take away: spreadsheets."""
