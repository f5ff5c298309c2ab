"""The rule book: one file a rule, found by its name (`his001_multiple_heads.py`), fed by its parameters."""
