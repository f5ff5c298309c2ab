"""A schema made again from its object frames alone."""
