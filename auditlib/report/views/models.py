"""What models declare, what of it Alembic can see, and which of it exists."""

from __future__ import annotations

import pandas as pd

from auditlib.charts.coverage_matrix import coverage_matrix
from auditlib.report.figure import Picture, picture
from auditlib.report.show import NOTHING, Col, Shown, folded, heading, joined, paragraph, place, show
from auditlib.wording import agreed, amount, counted

_MODULES = 60  # modules shown one by one
_TABLE = (
    Col("table", "Table", "code"),
    Col("in_live", "Live", "flag"),
    Col("in_chain", "Made by the chain", "flag"),
    Col("created_by", "Revision that creates it", "code"),
    Col("tracked", "Alembic sees it", "flag"),
    Col("class", "Class", "code"),
    Col("where", "Declared at", "place"),
    Col("references", "Places that use it", "number"),
)


def collections(metadata: pd.DataFrame) -> Shown:
    """Every MetaData, its tables, and the lines of env.py that hand it to Alembic; frame ``metadata``."""
    where = [place(file, line) for file, line in zip(metadata["file"], metadata["line"], strict=True)]
    columns = (
        Col("metadata", "MetaData", "code"),
        Col("tables", "Tables", "number"),
        Col("tracked", "Alembic sees it", "flag"),
        Col("tracked_lines", "Decided at", "place"),
        Col("where", "Made at", "place"),
        Col("library", "A library's", "flag"),
    )
    return show(metadata.assign(where=where), "MetaData", columns=columns, empty="no model was seen.")


def root_cause(metadata: pd.DataFrame, settings: pd.DataFrame) -> Shown:
    """Why Alembic cannot see some models, from env.py's own lines; frames ``metadata``, ``settings``."""
    if metadata.empty:
        return paragraph("No MetaData was seen: what Alembic can see is unknown.")
    own = metadata[~metadata["library"].eq(True)]
    unseen, unknown = own[own["tracked"].eq(False)], own[own["tracked"].isna()]
    tracked = own[own["tracked"].eq(True)]
    parts = [paragraph(_tracking(tracked, unseen, unknown))]
    lines = settings[settings["setting"].str.startswith("env.target_metadata")]
    return joined(parts) + _lines(lines)


def known(coverage: pd.DataFrame) -> Picture | Shown:
    """Who knows how many tables; frame ``coverage``."""
    if coverage.empty:
        return paragraph("No witness named a table: what is covered is unknown.")
    whole = coverage[coverage["partition_of"].isna()]
    flags = whole[["in_live", "in_models", "in_chain"]]
    everywhere = int(flags.eq(True).all(axis=1).sum())
    said = (
        f"{amount(len(whole), 'table')}: {everywhere} known to live, models and chain alike; "
        f"{int(flags['in_live'].eq(True).sum())} live, {int(flags['in_models'].eq(True).sum())} declared by models, "
        f"{int(flags['in_chain'].eq(True).sum())} made by the chain."
    )
    return picture(coverage_matrix(whole), said)


def tables(coverage: pd.DataFrame) -> Shown:
    """Every table and who knows it, and how many partitions each has; frame ``coverage``."""
    whole = coverage[coverage["partition_of"].isna()]
    where = [place(file, line) for file, line in zip(whole["file"], whole["line"], strict=True)]
    columns = (
        Col("schema", "Schema", "code"),
        *_TABLE[:2],
        Col("in_models", "In models", "flag"),
        *_TABLE[2:5],
        Col("metadata", "MetaData", "code"),
        Col("rows_estimate", "Rows, about", "number"),
    )
    every = show(whole.assign(where=where), "Every table", columns=columns, limit=2000, empty="no table was seen.")
    return every + _partitions(coverage)


def _partitions(coverage: pd.DataFrame) -> Shown:
    """A line a partitioned table, for its partitions are not listed with the tables."""
    counts = coverage.groupby("partition_of", sort=True).size().reset_index(name="partitions")
    if counts.empty:
        return NOTHING
    columns = (Col("partition_of", "Table", "code"), Col("partitions", "Partitions", "number"))
    return show(counts, "Partitioned tables", columns=columns)


def modules(models: pd.DataFrame, coverage: pd.DataFrame, metadata: pd.DataFrame) -> Shown:
    """A line a module: how many of its tables are live, made by the chain, seen by Alembic.

    Frames ``models``, ``coverage``, ``metadata``.
    """
    rows = _known(models, coverage, metadata)
    counts = [_module(str(name), part) for name, part in rows.groupby("module", sort=True)]
    columns = (
        Col("module", "Module", "code"),
        Col("tables", "Tables", "number"),
        Col("live", "Live", "number"),
        Col("absent", "Not live", "number"),
        Col("chain", "Made by the chain", "number"),
        Col("tracked", "Seen by Alembic", "number"),
    )
    return show(pd.DataFrame(counts), "Tables by module", columns=columns, limit=500, empty="no model was seen.")


def by_module(models: pd.DataFrame, coverage: pd.DataFrame, metadata: pd.DataFrame) -> Shown:
    """The tables of each module with their status, a section each; frames ``models``, ``coverage``, ``metadata``."""
    rows = _known(models, coverage, metadata)
    if rows.empty:
        return paragraph("No model was seen: the status of models is unknown.")
    parts = [(str(name), part) for name, part in rows.groupby("module", sort=True)]
    shown = [_section(name, part) for name, part in parts[:_MODULES]]
    rest = rows[rows["module"].isin([name for name, _ in parts[_MODULES:]])]
    more = [
        show(rest, counted(len(parts) - _MODULES, "more module"), columns=(Col("module", "Module", "code"), *_TABLE))
    ]
    return joined(shown + (more if len(rest) else []))


def hidden(hidden: pd.DataFrame, differences: pd.DataFrame) -> Shown:
    """What env.py's own functions hide from Alembic, and the differences they keep quiet; both frames by name."""
    if hidden.empty:
        return paragraph("No object is known to be hidden; the coverage line says whether that could be asked.")
    known = hidden[hidden["hidden"].eq(True)]
    quiet = int(differences["root"].fillna("").str.startswith("setting ").sum())
    folds = f"{amount(quiet, 'difference')} about them {agreed(quiet or 1, 'folds', 'fold')} here"
    said = paragraph(f"{amount(len(known), 'object')} hidden; {folds}.")
    columns = (
        Col("object_kind", "Kind"),
        Col("schema", "Schema", "code"),
        Col("table", "Table", "code"),
        Col("name", "Object", "code"),
        Col("hidden", "Hidden", "flag"),
        Col("by", "By", "code"),
        Col("lines", "Decided at", "place"),
        Col("reason", "Why it cannot be said", "prose"),
    )
    return said + show(hidden, "Hidden from Alembic", columns=columns, limit=1000)


def conflicts(models: pd.DataFrame) -> Shown:
    """Tables that several MetaData declare; frame ``models``."""
    owners = models.groupby(["schema", "table"], dropna=False)["metadata"].transform("nunique")
    rows = models[owners > 1]
    where = [place(file, line) for file, line in zip(rows["file"], rows["line"], strict=True)]
    columns = (
        Col("table", "Table", "code"),
        Col("metadata", "MetaData", "code"),
        Col("class", "Class", "code"),
        Col("where", "Declared at", "place"),
    )
    ordered = rows.assign(where=where).sort_values(["schema", "table", "metadata"], kind="stable")
    return show(ordered, "One table name in several MetaData", columns=columns, empty="none.")


def problems(model_problems: pd.DataFrame) -> Shown:
    """What did not import, and what PostgreSQL refused to build; frame ``model_problems``."""
    where = [place(file, line) for file, line in zip(model_problems["file"], model_problems["line"], strict=True)]
    columns = (
        Col("stage", "Stage"),
        Col("module", "Module", "code"),
        Col("table", "Table", "code"),
        Col("name", "Object", "code"),
        Col("message", "In its own words", "prose"),
        Col("where", "Where", "place"),
    )
    rows = model_problems.assign(where=where)
    return show(rows, "Problems", columns=columns, empty="nothing.")


def _known(models: pd.DataFrame, coverage: pd.DataFrame, metadata: pd.DataFrame) -> pd.DataFrame:
    """Frame ``models`` with what is known of each table, and whether Alembic sees its MetaData."""
    said = coverage[["schema", "table", "in_live", "in_chain", "created_by"]]
    tracked = metadata[["metadata", "tracked"]]
    rows = models.merge(said, on=["schema", "table"], how="left").merge(tracked, on="metadata", how="left")
    where = [place(file, line) for file, line in zip(rows["file"], rows["line"], strict=True)]
    return rows.assign(where=where, module=rows["module"].fillna("unknown"))


def _module(name: str, part: pd.DataFrame) -> dict[str, object]:
    return {
        "module": name,
        "tables": len(part),
        "live": int(part["in_live"].eq(True).sum()),
        "absent": int(part["in_live"].eq(False).sum()),
        "chain": int(part["in_chain"].eq(True).sum()),
        "tracked": int(part["tracked"].eq(True).sum()),
    }


def _section(name: str, part: pd.DataFrame) -> Shown:
    absent = part["in_live"].eq(False)
    said = f"{amount(len(part), 'table')}: {int(part['in_live'].eq(True).sum())} live, {int(absent.sum())} not."
    table = show(part, f"Tables of {name}", columns=_TABLE, limit=500)
    whole = not absent.any() and part["tracked"].eq(True).all()
    return heading(name) + paragraph(said) + (folded("All live, and all seen by Alembic", table) if whole else table)


def _tracking(tracked: pd.DataFrame, unseen: pd.DataFrame, unknown: pd.DataFrame) -> str:
    if len(unknown):
        return f"Which MetaData env.py hands to Alembic could not be told for {', '.join(unknown['metadata'])}."
    seen = " and ".join(f"{row.metadata} ({row.tracked_lines})" for row in tracked.itertuples()) or "none"
    if unseen.empty:
        return f"env.py hands every MetaData to Alembic: {seen}."
    tables = int(unseen["tables"].fillna(0).sum())
    return (
        f"Alembic compares the database with what env.py hands to it: {seen}. It cannot see "
        f"{', '.join(unseen['metadata'])}, with {amount(tables, 'table')}: autogenerate proposes nothing for them, "
        "and only revisions written by hand can create them."
    )


def _lines(settings: pd.DataFrame) -> Shown:
    where = [place(file, line) for file, line in zip(settings["file"], settings["line"], strict=True)]
    columns = (Col("where", "Line", "place"), Col("value", "target_metadata", "code"))
    return show(
        settings.assign(where=where), "The lines that decide it", columns=columns, empty="not found by reading."
    )
