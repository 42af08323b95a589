"""Files, mail and spreadsheets from outside, turned into clean text and plain rows, safely."""
