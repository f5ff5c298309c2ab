"""What scratch lacked and something simpler of ours took the place of: rows of ``stand_ins``."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from auditlib.frames.history import STAND_INS


def frame(witness: str, *, extensions: Iterable[str] = (), collations: Iterable[str] = ()) -> pd.DataFrame:
    """The stand-ins of a witness, by kind and name."""
    kinds = {"extension": extensions, "collation": collations}
    rows = [(witness, kind, name) for kind, names in kinds.items() for name in sorted(set(names))]
    return STAND_INS.conform([dict(zip(STAND_INS.key, row, strict=True)) for row in rows])
