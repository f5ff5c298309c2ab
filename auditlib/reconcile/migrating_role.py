"""Live and replay are migrated by roles of other names; here both are called by the live one's."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.roles import MIGRATING, with_role_named
from auditlib.frames.spec import UNSEEN
from auditlib.reconcile.heard import LIVE


def with_one_migrating_role(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """``frames`` in which what belongs to the role of the replay belongs to the role that migrates the live database.

    That is the owner of the version tables; where there is none, or they have several, owners cannot be compared.
    """
    own = {name: frame for name, frame in frames.items() if name in OBJECT_FRAMES}
    return {**frames, **with_role_named(own, MIGRATING, _live_role(frames))}


def _live_role(frames: Mapping[str, pd.DataFrame]) -> str:
    claimed = frames.get("version_tables", pd.DataFrame())
    if claimed.empty or "tables" not in frames:
        return UNSEEN
    places = claimed.loc[claimed["configured"].fillna(False).astype(bool), ["schema", "table"]]
    live = frames["tables"].loc[frames["tables"]["source"].eq(LIVE), ["schema", "table", "owner"]]
    owners = live.merge(places, on=["schema", "table"])["owner"].dropna().unique()
    return str(owners[0]) if len(owners) == 1 else UNSEEN
