"""Version files read as text: which files count, what each says, how they hang together."""
