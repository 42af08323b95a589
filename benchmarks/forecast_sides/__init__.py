"""What the benchmark of forecasts compares with, and on which series."""
