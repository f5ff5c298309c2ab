"""What is audited and how: the target, the database, the settings."""
