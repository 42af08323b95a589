"""Forms of reports: their versions, what is being written, what waits for approval."""
