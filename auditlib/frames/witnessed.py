"""Lines of `witnesses` that every stage may say, and what they tell."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.frames.history import WITNESSES


def unseen(witness: str, subject: str, detail: str, next_step: str) -> dict[str, pd.DataFrame]:
    """That a witness did not see something, as the only frame it gives."""
    row = {"witness": witness, "subject": subject, "status": "not seen", "detail": detail, "next_step": next_step}
    return {"witnesses": WITNESSES.conform([row])}


def unasked(witness: str) -> dict[str, pd.DataFrame]:
    """That a witness was not asked for."""
    return unseen(witness, "part of a snapshot", "It was not asked for.", "Merge with a snapshot that holds it.")


def saw_live(frames: Mapping[str, pd.DataFrame]) -> bool:
    """Whether the live database was read, in part at least."""
    witnesses = frames["witnesses"]
    return bool(((witnesses["witness"] == "live") & (witnesses["status"] != "not seen")).any())
