"""What is known of each reading of a catalog: the server it was made on, and what that did not let us see."""

from auditlib.frames.spec import Frame, integer, key, text

SERVERS = Frame(
    "servers",
    "The PostgreSQL that each source was read from.",
    "object",
    (
        key("source", "`live`, `replay`, `replay:head`, or `models:` and the import path of a MetaData"),
        text("version", "version as the server prints it"),
        integer("major", "major version"),
    ),
)

UNREAD = Frame(
    "unread",
    "What a server did not let us read: a null there, or a row that is not, says nothing.",
    "object",
    (
        key("source", "source that was read"),
        key("frame", "frame whose query the server refused; empty: the definitions of one relation"),
        key("schema", "schema of a relation, or function, that another session holds locked"),
        key("name", "its name; empty: the whole frame"),
        text("reason", "`locked` or `refused`"),
    ),
)
