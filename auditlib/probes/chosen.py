"""The MetaData that the user names by import path, in place of those that are found."""

import importlib

from .environment import flat


class Chosen:
    """Named MetaData by import path; false where the user names none. What cannot be found is told."""

    def __init__(self, channel, paths):
        self.named = {}
        self._wanted = bool(paths)
        for path in paths:
            try:
                found = flat(_value(path))
                if not found:
                    raise TypeError("it is no MetaData and leads to none")
            except BaseException as error:  # the door: target code may raise anything, SystemExit too
                message = "%s: %s" % (type(error).__name__, error)
                channel.tell("problem", stage="metadata", metadata=path, message=message)
                continue
            for number, metadata in enumerate(found):
                name = path.replace(":", ".")
                self.named[name if len(found) == 1 else "%s[%d]" % (name, number)] = metadata

    def __bool__(self):
        return self._wanted


def _value(path):
    module, _, names = path.partition(":")
    found = importlib.import_module(module)
    for name in names.split(".") if names else []:
        found = getattr(found, name)
    # A class is one that holds a MetaData; a function is one that gives it.
    return found() if callable(found) and not hasattr(found, "metadata") else found
