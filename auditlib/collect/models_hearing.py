"""What a models probe tells, as rows of the frames that speak of models."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from auditlib.collect import connection_tries
from auditlib.collect.models_build import Building
from auditlib.collect.probe_shapes import fault
from auditlib.collect.sessions import Answer, Message
from auditlib.config.secrets import redact, redact_value
from auditlib.frames.unimported import UNFINISHED

Row = dict[str, Any]
MAXIMUM_TEXT = 4000


class Hearing:
    """Listens to one run of the probe.

    ``lost`` are problems of earlier runs that came to no end, ``tries`` their tries to connect.
    """

    def __init__(
        self,
        building: Building,
        default_schema: str,
        lost: Iterable[Row] = (),
        tries: Iterable[Row] = (),
        reflected: Callable[[], Row] | None = None,
    ) -> None:
        self._building = building
        self.default_schema = default_schema
        self._reflected = reflected
        self._kinds = self._by_kind()
        self.setup: Message = {}
        self.judged: Message = {}
        self.hidden: list[Row] = []
        self.missed: set[str] = set()
        self.options: list[Row] = []
        self._tries: list[str] = []
        self.current: Message = {}
        self.versions: Message = {}
        self.missing: Message = {}
        self.imported: int | None = None
        self.environments: list[Row] = []
        self.metadata: dict[str, Row] = {}
        self.models: dict[tuple[str, str, str], Row] = {}
        self.columns: dict[tuple[str, str, str, str], Row] = {}
        self.problems: list[Row] = list(lost)
        self.addresses: set[str] = set()
        self.tries: list[Row] = list(tries)

    def _by_kind(self) -> dict[str, Callable[[Message], Answer | None]]:
        return {
            "versions": self._versions,
            "lacks": self._lacks,
            "runs": self._begins,
            "imports": self._begins,
            "imported": self._imported,
            "environment": self._environment,
            "connects": self._connects,
            "problem": self._problem,
            "metadata": self._metadata,
            "model": self._model,
            "model_column": self._model_column,
            "build": self._build,
            "stub": self._stub,
            "prepares": self._begins,
            "prepared": self._prepared,
            "judges": self._begins,
            "reflected": lambda _message: self._reflected() if self._reflected else {},
            "hidden": self._hidden,
            "missed": lambda message: self.missed.add(str(message["file"])),
            "judged": partial(setattr, self, "judged"),
        }

    def answer(self, message: Message) -> Answer | None:
        """Take a message in; the driver's go to the building."""
        if self._building.knows(message):
            return self._building.answer(message)
        hear = self._kinds.get(str(message["kind"]))
        if hear and (wrong := fault(message)):
            # The target's code shares the channel with the probe; what it wrote there may be of any shape.
            self.problems.append({"stage": "probe", "message": _text(f"A line was not understood: {wrong}.")})
            return None
        return hear(message) if hear else None

    def end_of_current(self) -> None:
        """What was under way is over: a try to connect that broke nothing is told by itself."""
        if self._tries:
            self.problems.append({**self._about_current(), "message": f"It {self._tried()}."})
        self.current = {}

    def broke_off(self, why: str) -> None:
        """The probe ended while something was under way; where nothing was, the models are not known to the last."""
        about = self._about_current() if self.current else {"stage": UNFINISHED}
        self.problems.append({**about, "message": _text(self._with_tries(why))})
        self.current = {}

    def _about_current(self) -> Row:
        if self.current.get("kind") == "imports":
            named = {name: self.current.get(name) for name in ("module", "file", "declares")}
            return {"stage": "import", **named}
        if self.current.get("kind") == "prepares":
            return {"stage": "setup", "module": self.current.get("setup")}
        if self.current.get("kind") in ("runs", "judges"):
            return {"stage": "env.py", "file": self.current.get("file")}
        return {"stage": "configure" if not self.metadata else "build", "metadata": self.current.get("metadata")}

    def _by(self) -> Row:
        """Who tries to connect, as a row of ``connection_tries`` names it."""
        kind = self.current.get("kind")
        if kind == "prepares":
            return {"by": "setup hook", "module": self.current.get("setup")}
        if kind in ("runs", "judges"):
            return {"by": "env.py", "script_location": self.current.get("location")}
        return {"by": "module", "module": self.current.get("module")}

    def _tried(self) -> str:
        tried, self._tries = ", ".join(dict.fromkeys(self._tries)), []
        return f"tried to connect to {tried}"

    def _with_tries(self, message: str) -> str:
        return f"{message} (it {self._tried()})" if self._tries else message

    def _versions(self, message: Message) -> None:
        self.versions = message

    def _lacks(self, message: Message) -> None:
        self.missing = message

    def _begins(self, message: Message) -> None:
        self.end_of_current()
        self.current = message

    def _imported(self, message: Message) -> None:
        self.end_of_current()
        self.imported = int(message["modules"])

    def _environment(self, message: Message) -> None:
        said = _text(message["message"]) if message.get("message") else None
        self.environments.append({**message, "message": said})
        location = message["location"]
        self.options += [{**_redacted(row), "script_location": location} for row in message.get("options") or ()]
        # What failed after env.py handed its MetaData over may have failed for want of a database only.
        if said and message.get("by") != "context.configure":
            place = {"stage": "env.py", "file": message["file"], "line": message.get("line")}
            self.problems.append({**place, "message": _text(self._with_tries(said))})
            self.current = {}
        self._tries = self._tries if not said else []
        self.end_of_current()

    def _connects(self, message: Message) -> None:
        where = _text(f"{message.get('address')} ({message.get('driver')})")
        self._tries.append(where)
        row = {**self._by(), **connection_tries.told(message)}
        self.tries.append({**row, "file": row["file"] or self._about_current().get("file")})
        self.addresses.add(where)

    def _problem(self, message: Message) -> None:
        row = {name: value for name, value in message.items() if name not in ("kind", "ask", "message")}
        row["message"] = _text(self._with_tries(str(message.get("message"))))
        if row.get("table"):
            row["schema"] = row.get("schema") or self.default_schema
        self.problems.append(row)
        if row["stage"] == "import":
            self.current = {}

    def _metadata(self, message: Message) -> None:
        row = _row(message)
        for name in ("tracked_by", "tracked_lines"):
            row[name] = ", ".join(row.get(name) or ()) or None
        self.metadata[row["metadata"]] = row

    def _model(self, message: Message) -> None:
        row = _row(message)
        row["schema"] = row.get("schema") or self.default_schema
        row["referring_files"] = ", ".join(row.get("referring_files") or ()) or None
        row["docstring"] = _text(row["docstring"]) if row.get("docstring") else None
        self.models.setdefault((row["metadata"], row["schema"], row["table"]), row)

    def _model_column(self, message: Message) -> None:
        row = _row(message)
        row["schema"] = row.get("schema") or self.default_schema
        self.columns.setdefault((row["metadata"], row["schema"], row["table"], row["column"]), row)

    def _prepared(self, message: Message) -> None:
        self.setup = message
        if message.get("message"):
            place = {"stage": "setup", "module": message.get("setup"), "file": message["file"], "line": message["line"]}
            self.problems.append({**place, "message": _text(self._with_tries(str(message["message"])))})
            self.current = {}
        self.end_of_current()

    def _hidden(self, message: Message) -> None:
        row = _row(message)
        row["schema"] = "" if row["object_kind"] == "schema" else row.get("schema") or self.default_schema
        row["reason"] = _text(row["reason"]) if row.get("reason") else None
        self.hidden.append({**row, **{name: ", ".join(row.get(name) or ()) for name in ("by", "lines")}})

    def _build(self, message: Message) -> Answer:
        self.current = message
        return self._building.begin(str(message["metadata"]))

    def _stub(self, message: Message) -> None:
        self._building.stub(message["metadata"], message.get("schema"), message["table"])
        if message.get("schema_too"):
            self._building.stub(message["metadata"], message["schema"], None)


def _row(message: Message) -> Row:
    return {name: value for name, value in message.items() if name not in ("kind", "ask")}


def _redacted(row: Row) -> Row:
    return {**row, "value": redact_value(str(row["option"]), _text(str(row["value"])))}


def _text(text: str) -> str:
    """Somebody else's words, short and without the secrets that are known."""
    return redact(text)[:MAXIMUM_TEXT]
