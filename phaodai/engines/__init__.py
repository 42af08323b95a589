"""Pure engines: arrays, text and numbers in and out."""
