"""What every room may use: units, bodies, accounts, access, audit."""
