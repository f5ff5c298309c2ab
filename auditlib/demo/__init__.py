"""The example application, and how its live database is made."""
