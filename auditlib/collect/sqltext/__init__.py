"""PostgreSQL's parse trees turned into effects, a module a part of the grammar."""
