"""Pages of compiled reports: adding up, accepting, signing, what was known when."""
