"""Rules of the family history."""
