"""Reports: what is due, the form, receipts, versions, and what the levels above make of them."""
