"""What people and machines touch; the only layer that reads the clock."""
