"""What going down and up again says of each revision."""

from auditlib.frames.history import LOCATION, REVISION
from auditlib.frames.spec import Frame, flag, integer, key, text

REVERSIBILITY = Frame(
    "reversibility",
    "Each applied revision taken down and up again in a database of its own, the whole catalog compared.",
    "history",
    (
        key("step", "place in replay, from 1", dtype="Int64"),
        LOCATION,
        REVISION,
        text(
            "verdict",
            "`exact`; `leaves objects`, `loses objects` or `changes objects`, the first that is so; `no-op` where it "
            "sends nothing and something stays; `refuses` where its code raises; `fails` where PostgreSQL refuses a "
            "statement; `not tried`",
        ),
        text("left", "what stays that was not there before the upgrade, a line each"),
        text("lost", "what was there before the upgrade and is gone, a line each"),
        text("changed", "what is another than before the upgrade, with the attributes, a line each"),
        flag("again", "the upgrade could be applied again; null: it did not come to that"),
        text("message", "why it failed, was refused or not tried"),
        text("sqlstate", "PostgreSQL's code"),
        text("file", "file of the revision"),
        integer("line", "line that failed, else that of downgrade()"),
    ),
)

REVERSIBILITY_FRAMES = {REVERSIBILITY.name: REVERSIBILITY}
