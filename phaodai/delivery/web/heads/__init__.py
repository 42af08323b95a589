"""Pages of heads: who answers for what, and what is on record of them."""
