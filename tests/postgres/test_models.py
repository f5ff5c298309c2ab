"""The models as a witness: every MetaData, who tracks it, where each class stands, what PostgreSQL refuses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import models, scratch
from auditlib.config.target import ScriptLocation, Target

TARGETS = Path(__file__).parent.parent / "targets"
PROJECT = TARGETS / "models_collections"
BASE, PLAIN, OTHER = "shop.base.Base.metadata", "shop.base.metadata", "shop.other.Base.metadata"


@pytest.fixture(scope="module")
def frames(server: scratch.Server) -> Iterator[dict[str, pd.DataFrame]]:
    """Everything that the models of the example say."""
    location = ScriptLocation("migrations", PROJECT / "migrations", (), ini=PROJECT / "alembic.ini")
    yield models.read(Target("shop", PROJECT, (location,), Path(sys.executable), (PROJECT,)), server)


def _one(frame: pd.DataFrame, **wanted: str) -> pd.Series:
    found = frame
    for name, value in wanted.items():
        found = found[found[name] == value]
    assert len(found) == 1, found
    return found.iloc[0]


def _line(file: str, text: str) -> int:
    lines = (PROJECT / file).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_every_metadata_is_found_by_its_makers_name(frames: dict[str, pd.DataFrame]) -> None:
    """Three MetaData, each named by the module that makes it and not by a re-export, with the line that makes it."""
    found = frames["metadata"].set_index("metadata")
    assert list(found.index) == [BASE, PLAIN, OTHER]
    assert found["tables"].to_dict() == {BASE: 2, PLAIN: 1, OTHER: 3}
    assert found.loc[BASE, ["file", "line"]].tolist() == ["shop/base.py", _line("shop/base.py", "Base = ")]
    assert not found["library"].any()


def test_env_py_says_which_are_tracked_and_by_which_lines(frames: dict[str, pd.DataFrame]) -> None:
    """A list in target_metadata tracks its members only; the lines are import, assignment and configure."""
    found = frames["metadata"].set_index("metadata")
    assert found["tracked"].to_dict() == {BASE: True, PLAIN: True, OTHER: False}
    assert found["tracked_by"].fillna("").to_dict() == {BASE: "migrations", PLAIN: "migrations", OTHER: ""}
    lines = [
        _line("migrations/env.py", text) for text in ("import Base", "target_metadata = [", "target_metadata=target")
    ]
    assert found.loc[BASE, "tracked_lines"] == ", ".join(f"migrations/env.py:{line}" for line in lines)


def test_what_env_py_did_not_import_was_not_handed_over(frames: dict[str, pd.DataFrame]) -> None:
    """A table whose module env.py never imports is in a tracked MetaData, and Alembic does not see it."""
    handed = frames["models"].set_index("table")["handed"]
    assert handed[handed].index.tolist() == ["shelves"]
    assert handed.notna().all()


def test_classes_stand_where_they_are_written(frames: dict[str, pd.DataFrame]) -> None:
    """Class, file and line of a table; a subclass without a table of its own is none of its classes."""
    row = _one(frames["models"], table="people")
    expected = [
        "Person",
        "shop.people",
        "shop/people.py",
        _line("shop/people.py", "class Person"),
        "Somebody who buys.",
    ]
    assert row[["class", "module", "file", "line", "docstring"]].tolist() == expected


def test_a_plain_table_has_a_line_and_no_class(frames: dict[str, pd.DataFrame]) -> None:
    """A Table that no class maps is found in the file that calls Table, in its schema."""
    row = _one(frames["models"], table="shelves")
    assert row[["schema", "file", "line"]].tolist() == ["stock", "shop/base.py", _line("shop/base.py", "shelves = ")]
    assert pd.isna(row["class"])


@pytest.mark.parametrize(
    ("table", "column", "file", "text"),
    [
        ("people", "name", "shop/people.py", "name = Column"),
        ("people", "created_at", "shop/base.py", "created_at = "),
        ("people", "badge_number", "shop/people.py", "badge = "),
        ("shelves", "id", "shop/base.py", 'Column("id"'),
        ("reviews", "person_id", "shop/other.py", "person_id = "),
    ],
)
def test_columns_stand_where_they_are_written(
    frames: dict[str, pd.DataFrame], table: str, column: str, file: str, text: str
) -> None:
    """The line of a column: in the class, in a mixin, in a subclass, in a call of Table."""
    row = _one(frames["model_columns"], table=table, column=column)
    assert row[["file", "line"]].tolist() == [file, _line(file, text)]


def test_a_foreign_key_names_the_metadata_that_holds_its_target(frames: dict[str, pd.DataFrame]) -> None:
    """A key into another MetaData says which; one into its own or into nothing says none."""
    rows = frames["model_columns"].set_index(["table", "column"])
    assert rows.loc[("reviews", "person_id"), "referenced_metadata"] == BASE
    assert rows.loc[("reviews", "person_id"), ["referenced_table", "referenced_column"]].tolist() == ["people", "id"]
    assert rows.loc[("orders", "shelf_id"), "referenced_table"] == "stock.shelves"
    assert rows.loc[("orders", ["person_id", "ghost_id"]), "referenced_metadata"].isna().all()


def test_references_follow_imports(frames: dict[str, pd.DataFrame]) -> None:
    """Uses count by import, alias, attribute and relationship text; imports and unrelated namesakes do not."""
    found = frames["models"].set_index("table")
    assert found.loc["orders", ["references", "referring_files"]].tolist() == [3, "shop/people.py, shop/service.py"]
    assert found.loc["people", "references"] == 4
    assert found.loc["people_copies", "references"] == 0


def test_what_postgresql_refuses_is_told_in_its_words(frames: dict[str, pd.DataFrame]) -> None:
    """Each refusal names object, state, file and line; the tables that were not refused are built."""
    problems = frames["model_problems"].query("stage == 'build'")
    told = problems[["metadata", "object_kind", "table", "sqlstate"]].values.tolist()
    assert sorted(told) == [
        [BASE, "foreign key", "orders", "42P01"],
        [OTHER, "foreign key", "reviews", "42804"],
        [OTHER, "table", "broken", "42601"],
    ]
    mismatch = _one(problems, table="reviews")
    assert "incompatible types: uuid and integer" in mismatch["message"]
    assert mismatch[["file", "line"]].tolist() == ["shop/other.py", _line("shop/other.py", "person_id = ")]
    assert mismatch["statement"].startswith("ALTER TABLE reviews ADD FOREIGN KEY(person_id) REFERENCES people")


def test_built_objects_are_read_back_without_stubs(frames: dict[str, pd.DataFrame]) -> None:
    """Tables, enums, indexes, comments, keys and functions come from PostgreSQL; stand-ins of other MetaData do not."""
    tables = frames["tables"]
    assert sorted(tables.loc[tables["source"] == f"models:{OTHER}", "table"]) == ["people_copies", "reviews"]
    assert sorted(tables.loc[tables["source"] == f"models:{BASE}", "table"]) == ["orders", "people"]
    assert frames["types"]["labels"].tolist() == ["'low', 'high'"]
    assert "ix_people_name_lower" in frames["indexes"]["index"].tolist()
    assert "buyers, 100% of them" in frames["comments"]["comment"].tolist()
    assert frames["functions"]["function"].tolist() == ["touched"]
    assert frames["schemas"].query(f"source == 'models:{BASE}'")["schema"].tolist() == ["public"]
    keys = frames["constraints"].query("constraint_kind == 'foreign key'")
    assert set(keys["constraint"]) == {
        *("orders_person_id_fkey", "orders_shelf_id_fkey", "people_parent_id_fkey", "people_copies_id_fkey"),
    }


def test_the_witness_says_what_it_saw(frames: dict[str, pd.DataFrame]) -> None:
    """Coverage lines for the walls, env.py, modules and MetaData; no secret of the ini in any frame."""
    seen = frames["witnesses"].set_index("subject")["status"]
    assert {"isolation", "env.py of migrations", "modules", "metadata"} <= set(seen.index)
    assert seen["modules"] == "seen"
    assert not any("sesame" in frame.to_csv() for frame in frames.values())


def test_a_table_of_a_package_stands_where_the_package_makes_it(server: scratch.Server, tmp_path: Path) -> None:
    """Not at the line of the project's that imports the package, also where no text shows the table."""
    for folder in (project := tmp_path / "project", tmp_path / "packages"):
        folder.mkdir()
    (tmp_path / "packages" / "parcels.py").write_text(
        "from sqlalchemy import Column, Integer, MetaData, Table\nmetadata = MetaData()\n"
        "for name in ('one', 'two'):\n    Table(name, metadata, Column('id', Integer, primary_key=True))\n"
    )
    (project / "prepare.py").write_text(
        f"import sys\nsys.path.append({str(tmp_path / 'packages')!r})\n\n\ndef run():\n    import parcels\n"
    )
    target = Target("parcels", project, (), Path(sys.executable), (project,), setup="prepare:run")

    found = models.read(target, server)["models"]

    assert found[["table", "file", "line"]].values.tolist() == [["one", "parcels.py", 4], ["two", "parcels.py", 4]]


def test_a_probe_that_ends_before_the_models_are_told_says_so(server: scratch.Server, tmp_path: Path) -> None:
    """No MetaData is known then: that is no project without models."""
    (tmp_path / "shop.py").write_text(
        "import os\nfrom sqlalchemy import Column, Integer, event\n"
        "from sqlalchemy.orm import Mapper, declarative_base\n"
        "event.listen(Mapper, 'after_configured', lambda: os._exit(7))\n\n\n"
        "class Item(declarative_base()):\n    __tablename__ = 'item'\n    id = Column(Integer, primary_key=True)\n"
    )

    frames = models.read(Target("shop", tmp_path, (), Path(sys.executable), (tmp_path,)), server)

    assert frames["model_problems"]["stage"].tolist() == ["reading"]
    row = frames["witnesses"].set_index("subject").loc["metadata"]
    assert row["status"] == "not seen"
    assert row["detail"].startswith("the probe ended before it had told all models: It ended the process")
