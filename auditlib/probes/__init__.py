"""Programs run by the audited application's own interpreter: Python 3.8, standard library, SQLAlchemy 1.4 or 2.x.

They import nothing of auditlib but each other, by relative imports, so that ``collect/probe_program`` can bundle them.
"""
