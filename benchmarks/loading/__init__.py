"""What the benchmark of load is made of: a country, its people at their devices, the service."""
