"""One chart a file: ``(frame, ax=None) -> Axes``. ``style`` is the one place for looks."""
