"""Pages of figures that disagree: what has to be explained, each finding, the rules."""
