"""What `benchmarks/intake.py` is made of: the reports, both sides, the load."""
