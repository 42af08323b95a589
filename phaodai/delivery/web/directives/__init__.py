"""Pages of the register of directives."""
