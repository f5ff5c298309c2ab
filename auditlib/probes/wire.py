"""The conversation between a probe and auditlib: JSON lines, typed values, one answer to one question.

Both ends use this file. A message is an object with a ``kind``; one with ``"ask": true`` waits for an answer.
"""

import base64
import datetime
import decimal
import json
import os
import uuid

_PLAIN = (str, bool, int, float)


def _timedelta(text):
    days, seconds, microseconds = text.split(" ")
    return datetime.timedelta(int(days), int(seconds), int(microseconds))


_READERS = {
    "decimal": decimal.Decimal,
    "bytes": base64.b64decode,
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "timedelta": _timedelta,
    "uuid": uuid.UUID,
}


def pack(value):
    """A value as JSON can carry it. Raises ``TypeError`` for one that no driver would take."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, (list, tuple)):
        return {"t": "list", "v": [pack(item) for item in value]}
    tagged = _tagged(value)
    if tagged:
        return {"t": tagged[0], "v": tagged[1]}
    for plain in _PLAIN:
        if isinstance(value, plain):  # subclasses: enums of text, quoted names, numpy floats
            return plain.__str__(value) if plain is str else plain(value)
    raise TypeError("can't adapt type %r" % type(value).__name__)


def _tagged(value):
    if isinstance(value, decimal.Decimal):
        return "decimal", str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "bytes", base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, uuid.UUID):
        return "uuid", str(value)
    if isinstance(value, datetime.datetime):
        return "datetime", value.isoformat()
    if isinstance(value, datetime.date):
        return "date", value.isoformat()
    if isinstance(value, datetime.time):
        return "time", value.isoformat()
    if isinstance(value, datetime.timedelta):
        return "timedelta", "%d %d %d" % (value.days, value.seconds, value.microseconds)
    return None


def unpack(value):
    """The value that ``pack`` packed."""
    if not isinstance(value, dict):
        return value
    if value["t"] == "list":
        return [unpack(item) for item in value["v"]]
    return _READERS[value["t"]](value["v"])


def line(message):
    """A message as one line of bytes."""
    return json.dumps(message, ensure_ascii=True, default=repr).encode("ascii") + b"\n"


class Channel:
    """The probe's end: messages out, answers in. Without ``reading`` nobody answers, and every answer is empty."""

    def __init__(self, writing, reading=None):
        self._writing = writing
        self._reading = reading
        self._rest = b""
        self._owner = os.getpid()

    @property
    def answered(self):
        """Somebody listens at the other end."""
        return self._reading is not None

    def tell(self, kind, **fields):
        """Send a message; a forked child of the target's stays silent."""
        if os.getpid() == self._owner:
            self._send(line(dict(fields, kind=kind)))

    def ask(self, kind, **fields):
        """Send a message and wait for its answer."""
        if os.getpid() != self._owner:
            raise OSError("only the probe's own process may ask")
        self._send(line(dict(fields, kind=kind, ask=True)))
        return self._answer() if self.answered else {}

    def _send(self, data):
        while data:
            data = data[os.write(self._writing, data) :]

    def _answer(self):
        while b"\n" not in self._rest:
            part = os.read(self._reading, 1 << 16)
            if not part:
                os._exit(3)  # nobody is left to work for
            self._rest += part
        first, _, self._rest = self._rest.partition(b"\n")
        return json.loads(first.decode("ascii"))
