"""Pages of accounts: signing in, one's own security, and the administration of users."""
