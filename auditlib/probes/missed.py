"""Files that are not in the working copy, and that the target's code opens all the same."""

import os
import sys

_OPENS = ("open", "sqlite3.connect")


def watch(channel, project, names):
    """Tell each of ``names``, relative to ``project``, once when it is opened by its name."""
    places = {os.path.join(os.path.realpath(project), name): name for name in names}
    ends = {os.path.basename(name) for name in names}

    def audit(event, arguments):
        if not places or event not in _OPENS or not isinstance(arguments[0], (str, bytes)):
            return
        path = os.fsdecode(arguments[0])
        if os.path.basename(path) in ends:
            name = places.pop(os.path.realpath(path), None)
            if name is not None:
                channel.tell("missed", file=name)

    if places:
        sys.addaudithook(audit)
