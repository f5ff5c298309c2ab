"""Where tables were made, noted as it happens: for those that the text does not show, made in loops and by helpers."""

import os
import sys

# Frames of these are never the place that made a table.
_MAKERS = ("sqlalchemy", "sqlmodel", "flask_sqlalchemy", "auditlib_probe", "importlib", "advanced_alchemy")


class Origins:
    """File and line of the innermost frame of the application's when a Table was attached to its MetaData.

    Of a table that a package declares as it is imported, the package's own: who imports it did not make it.
    """

    def __init__(self, files):
        self._files = files
        self._places = {}

    def listen(self):
        """Note every table from now on."""
        from sqlalchemy import Table, event

        event.listen(Table, "after_parent_attach", self._attached)

    def of(self, table):
        """File and line, or two times None."""
        return self._places.get(id(table), (None, None))

    def _attached(self, table, _metadata):
        frame, place = sys._getframe(1), None
        while frame is not None:
            file, module = frame.f_code.co_filename, str(frame.f_globals.get("__name__"))
            if module.split(".")[0] not in _MAKERS and os.path.isabs(file):
                place = frame if self._files.inside(file) else place or frame
                if self._files.inside(file) or frame.f_code.co_name == "<module>":
                    break
            frame = frame.f_back
        if place is not None:
            self._places[id(table)] = (place.f_code.co_filename, place.f_lineno)
