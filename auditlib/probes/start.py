"""How a probe begins: its channel, its folders, its silence on standard output; then its work.

Under auditlib the channel is an inherited file descriptor (``--fd N``) and the arguments are the first answer.
Alone, arguments come from the text and the command line, and messages go to ``--output`` or standard output.
"""

import argparse
import configparser
import json
import os
import sys
import traceback

from . import guards
from .wire import Channel

LARGEST_FILE = 256 << 20


def start(probe, written_arguments):
    """Run ``probe.main(channel, arguments)`` and leave; the target's code never sees how."""
    options = _options()
    channel = _channel(options)
    arguments = json.loads(written_arguments)
    arguments.update(channel.ask("start", python=sys.version.split()[0]) if channel.answered else _alone(options))
    _folders(arguments, options)
    arguments["guard"] = guards.install(channel, arguments["project"])
    try:
        probe.main(channel, arguments)
        channel.tell("done")
    except BaseException as error:  # the door: target code may raise anything, SystemExit too
        channel.tell("broke", error=repr(error), trace=traceback.format_exc())
    # Threads and exit handlers of the target's must not keep the probe alive.
    _flush()
    os._exit(0)


def _options():
    parser = argparse.ArgumentParser(description="A probe of auditlib.")
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--project", help="the application's project folder; the current one by default")
    parser.add_argument(
        "--ini", action="append", help="an alembic.ini, from the project folder; alembic.ini by default"
    )
    parser.add_argument("--import-root", action="append", help="a folder for sys.path, from the project folder")
    parser.add_argument("--setup", help="module:function to call before anything of the application's")
    parser.add_argument("--models", action="append", help="a package or module to import for its models")
    parser.add_argument("--entry-points", action="append", help="a group of entry points that register models")
    parser.add_argument("--metadata", action="append", help="module:name of a MetaData; only those named count")
    parser.add_argument("--output", help="file to write; standard output by default")
    options = parser.parse_args()
    # Applications parse sys.argv when they are imported.
    sys.argv[1:] = []
    return options


def _alone(options):
    """The arguments that auditlib would have given, from the command line and each alembic.ini."""
    project = os.path.abspath(options.project or ".")
    roots = options.import_root or [root for root in (".", "src") if os.path.isdir(os.path.join(project, root))]
    locations = [location for ini in options.ini or ["alembic.ini"] for location in _locations(project, ini)]
    return {
        "import_roots": roots,
        "locations": locations,
        "setup": options.setup,
        "metadata": options.metadata or [],
        "model_packages": options.models or [],
        "model_entry_points": options.entry_points or [],
    }


def _locations(project, ini):
    """Script locations that an alembic.ini names."""
    parser = configparser.RawConfigParser()
    parser.read(os.path.join(project, ini), encoding="utf-8")
    found = []
    for section in parser.sections():
        folder = parser.get(section, "script_location", fallback=None)
        if folder:
            folder = folder.replace("%(here)s", os.path.dirname(os.path.join(project, ini)))
            folder = os.path.relpath(os.path.join(project, folder), project).replace(os.sep, "/")
            found.append({"name": folder, "folder": folder, "ini": ini, "ini_section": section})
    return found


def _channel(options):
    if options.fd is not None:
        os.set_inheritable(options.fd, False)
        _end_with_parent()
        _limit_files()
        return Channel(options.fd, options.fd)
    if options.output:
        return Channel(os.open(options.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644))
    writing = os.dup(1)
    os.dup2(2, 1)  # what the application prints must not mix with our lines
    return Channel(writing)


def _end_with_parent():
    """Ask Linux to end us when auditlib ends, however it ends."""
    try:
        import ctypes

        ctypes.CDLL(None).prctl(1, 9)
    except (ImportError, AttributeError, OSError):
        return


def _limit_files():
    """What the application prints goes to a file: one that prints without end must not fill the disk."""
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, hard))
    except (ImportError, ValueError, OSError):
        return


def _folders(arguments, options):
    """Current folder and import path: the project's, in place of the one that the probe's own file lies in."""
    project = os.path.abspath(options.project or arguments.get("project") or ".")
    arguments["project"] = project
    os.chdir(project)
    # An empty list is an answer too: a project that is an installed package must not be a root itself.
    given = arguments.get("import_roots")
    roots = [os.path.join(project, root) for root in (["."] if given is None else given)]
    roots = [os.path.normpath(root) for root in roots]
    arguments["import_roots"] = roots
    original = arguments.get("original")
    rest = [_moved(entry, original, project) for entry in sys.path[1:]]
    sys.path[:] = roots + [entry for entry in rest if entry not in roots]
    _move_editable(original, project)


def _moved(entry, original, project):
    """A path of the original project as one of the working copy's, where that has it."""
    if not original or not (entry + os.sep).startswith(original.rstrip(os.sep) + os.sep):
        return entry
    moved = os.path.normpath(os.path.join(project, os.path.relpath(entry, original)))
    return moved if os.path.exists(moved) else entry


def _move_editable(original, project):
    """The same for projects that setuptools installed as editable by an import hook."""
    for finder in sys.meta_path:
        module = sys.modules.get(getattr(finder, "__module__", None) or "")
        mapping = getattr(module, "MAPPING", None)
        if isinstance(mapping, dict) and "__editable__" in getattr(module, "__name__", ""):
            for name, place in list(mapping.items()):
                mapping[name] = _moved(str(place), original, project)


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            continue
