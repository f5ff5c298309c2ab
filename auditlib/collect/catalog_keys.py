"""Comments and dependencies: the server's keys resolved to names here, and forgotten.

The server could join them itself, but the statistics of its own catalogs are often stale, and a plan that is wrong for
a join of this size takes minutes. Here the joins are linear whatever the server believes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from auditlib.frames.objects import COMMENTS, DEPENDENCIES
from auditlib.frames.spec import INTEGER, TEXT, Frame

WORDS = ["kind", "schema", "table", "name"]
QUERIES = {
    "names": {"key": INTEGER, **dict.fromkeys(WORDS, TEXT)},
    "members": {"key": INTEGER, "extension": TEXT},
    "needs": {"key": INTEGER, "referenced_key": INTEGER, "dependency": TEXT},
    "descriptions": {"key": INTEGER, "comment": TEXT},
}
_COLUMN_BITS = 16


@dataclass(frozen=True)
class Names:
    """The words for each key, and the members of extensions among the keys."""

    words: pd.DataFrame
    members: pd.Series

    @classmethod
    def of(cls, names: pd.DataFrame, members: pd.DataFrame) -> Names:
        """From the rows of ``raw/names.sql`` and ``raw/members.sql``; members are no user objects."""
        extensions = members.drop_duplicates("key").set_index(_keys(members["key"]))["extension"]
        own = ~_object(_keys(names["key"])).isin(extensions.index)
        kept = names[own]
        return cls(kept[WORDS].set_index(_keys(kept["key"])), extensions)

    def comments(self, descriptions: pd.DataFrame) -> pd.DataFrame:
        """The columns of the frame ``comments``, but ``source``."""
        place = self.words.index.get_indexer(_keys(descriptions["key"]))
        known = place >= 0
        words = self.words.iloc[place[known]].reset_index(drop=True).set_axis(_columns(COMMENTS, 0), axis="columns")
        return words.assign(comment=descriptions.loc[known, "comment"].reset_index(drop=True))

    def dependencies(self, needs: pd.DataFrame) -> pd.DataFrame:
        """The columns of the frame ``dependencies``, but ``source``; what needs a member needs its extension."""
        keys, referenced = _keys(needs["key"]), _keys(needs["referenced_key"])
        needing, needed = self.words.index.get_indexer(keys), self.words.index.get_indexer(referenced)
        member = self.members.index.get_indexer(_object(referenced))
        seen = (needing >= 0) & ((needed >= 0) | (member >= 0)) & (keys != referenced)
        left = self.words.iloc[needing[seen]].reset_index(drop=True).set_axis(_columns(DEPENDENCIES, 0), axis="columns")
        right = self._needed(needed[seen], member[seen]).set_axis(_columns(DEPENDENCIES, 4), axis="columns")
        found = pd.concat([left, right, needs.loc[seen, ["dependency"]].reset_index(drop=True)], axis="columns")
        # Between two objects the strongest word counts: normal before internal before automatic.
        ordered = found.sort_values("dependency", ascending=False, kind="stable")
        return ordered.drop_duplicates([*left.columns, *right.columns])

    def _needed(self, needed: np.ndarray, member: np.ndarray) -> pd.DataFrame:
        extensions = pd.DataFrame(
            {"kind": "extension", "schema": "", "table": "", "name": [*dict.fromkeys(self.members)]}, dtype=TEXT
        )
        codes = pd.Index(extensions["name"]).get_indexer(self.members)
        both = pd.concat([self.words.reset_index(drop=True), extensions], ignore_index=True)
        place = np.where(member >= 0, len(self.words) + codes[member] if len(codes) else 0, needed)
        return both.iloc[place].reset_index(drop=True)


def _columns(frame: Frame, first: int) -> list[str]:
    return [name for name in frame.key if name != "source"][first : first + 4]


def _keys(column: pd.Series) -> pd.Index:
    return pd.Index(column.to_numpy("int64"))


def _object(keys: pd.Index) -> pd.Index:
    """The key of the object itself, without the number of a column."""
    return pd.Index(keys.to_numpy() >> _COLUMN_BITS << _COLUMN_BITS)
