"""The design system on one page: each component in each state."""
