"""Projects of the habits that `wild.md` lists, each read for the sentence in its report and for false alarms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Audits = Callable[..., Any]


@pytest.fixture(scope="module")
def application(audit: Audits) -> Any:
    """Ten revisions that lean on the application."""
    return audit("application_code")


@pytest.fixture(scope="module")
def habits(audit: Audits) -> Any:
    """Models, a chain and a database with every habit of the schema."""
    return audit("schema_habits")


def about(audited: Any, *names: str) -> list[str]:
    """Rules of the root findings on objects of these names."""
    found = audited.frame("findings")
    return sorted(found.loc[found["object"].isin(names) & found["root"].fillna("").eq(""), "rule"])


def test_packages_without_an_env_py_are_one_history(audit: Audits) -> None:
    """Version folders of several packages, tied by `depends_on`, are found by their files and read as one history."""
    packages = audit("packages")
    assert packages.steps() == dict.fromkeys(("ac1", "re1", "fi1", "se1"), "done")
    assert set(packages.status().values()) == {"applied"}
    said = packages.witnessed("version folders without env.py")
    assert "they were read as one history with the version table alembic_version" in said
    assert "tell it in script_locations" in said
    assert packages.rules == {"COV004", "HIS001"}


def test_a_version_table_of_another_ini_is_named(audit: Audits) -> None:
    """Beside the project's own ini lies another: its version table is unclaimed, and the user is told what to set."""
    both = audit("tracking_and_auth")
    assert "public.auth_alembic_version, and no configured script location claims it" in both.messages("HIS009")[0]
    said = both.witnessed("other ini files")
    assert "not auth/alembic.ini" in said and "name all of them in script_locations" in said
    assert both.rules == {"COV004", "COV005", "DRF002", "HIS009"}


def test_names_of_the_application_are_read(application: Any) -> None:
    """`Model.__tablename__`, constants and helpers of other modules are read, and the finding names the modules."""
    done = application.frame("operations").query("direction == 'upgrade'")
    found = done.loc[done["revision"].isin(["a01", "a07"]), ["revision", "operation", "table", "name", "line"]]
    rows = [tuple(row) for row in found.astype(object).itertuples(index=False)]
    assert ("a01", "create_table", "item", "item", 11) in rows
    assert ("a01", "create_index", "item", "ix_item_name", 12) in rows
    assert ("a07", "create_index", "item", "ix_item_id", 9) in rows
    assert "unknown" not in set(done["action"])
    assert "Revision a01 imports shop.models, shop.names of the application." in application.messages("HIS018")


def test_a_revision_that_does_not_load_here_is_not_the_chains_fault(application: Any) -> None:
    """Configuration or a library that is not there: the step is left out, with the reason and what the user can set."""
    assert application.steps()["a08"] == "skipped"
    said = application.witnessed("revision a08")
    assert "which says nothing against the chain: RuntimeError: SHOP_MODE is not set" in said
    assert "`environment`" in said and "`setup`" in said
    assert not any("a08" in message for message in application.messages("HIS022"))
    assert application.steps()["a10"] == "skipped"
    said = application.witnessed("revision a10")
    assert "which says nothing against the chain: ImportError: the library heavy is not installed" in said


def test_sessions_and_inspectors_are_served(application: Any) -> None:
    """A Session on op.get_bind() and an inspector before each step run as under Alembic."""
    steps = application.steps()
    assert (steps["a02"], steps["a03"]) == ("done", "done")
    assert any(message.startswith("What revision a03 does depends") for message in application.messages("HIS020"))


def test_an_error_that_is_printed_is_told(application: Any) -> None:
    """What PostgreSQL refused stands in the report, whether the step ends well or fails at what follows."""
    (over,) = application.messages("HIS028")
    assert over.startswith("Revision a04 runs to its end although PostgreSQL refuses a statement of it: “column")
    (failed,) = application.messages("HIS023")
    assert "no_such_column" in failed and "which the revision passes over" in failed


def test_files_that_a_revision_writes_are_named(application: Any) -> None:
    """The file is named, and was written into a copy: the project has none."""
    (wrote,) = application.messages("HIS030")
    assert wrote == "Revision a05 writes files into the project's folder: items_before.json."


def test_autocommit_blocks_run(application: Any) -> None:
    """A label added in an autocommit block is used in the same step, beside an index built concurrently."""
    assert application.steps()["a06"] == "done"
    types = application.frame("types")
    assert list(types.loc[types["source"].eq("replay") & types["type"].eq("mood"), "labels"]) == ["'calm', 'glad'"]


def test_a_revision_that_needs_an_applications_context(audit: Callable[..., Any]) -> None:
    """The setup hook gives what upgrade() asks the current application for; without it the finding leads to the hook."""
    within = audit("application_context")
    assert within.steps() == {"c01": "done", "c02": "done"}
    assert within.witnessed("setup hook").startswith("seen: audit_setup:prepare ran before the project's code")
    assert within.frame("differences").empty
    assert "HIS022" not in within.rules

    outside = audit("application_context", setup=None)
    assert outside.steps() == {"c01": "done", "c02": "failed"}
    (failed,) = outside.messages("HIS022")
    assert "RuntimeError: Working outside of application context." in failed
    remedy = outside.frame("findings").query("rule == 'HIS022'")["remedy"].iloc[0]
    assert "`setup`" in remedy


def test_translated_schemas_and_a_version_table_elsewhere(audit: Audits) -> None:
    """The schema_translate_map of env.py holds in replay; position and width come from the version table it names."""
    translated = audit("translated")
    assert "migrations: database at v1, 1 revision pending, head v2." in translated.text
    assert translated.steps() == {"v1": "done", "v2": "done"}
    tables = translated.frame("tables")
    assert set(tables.loc[tables["source"].eq("replay"), "schema"]) == {"acme", "bookkeeping"}
    assert translated.frame("differences").empty
    assert translated.rules == {"COV004", "HIS007"}


def test_names_that_env_py_computes_are_asked_of_a_run(audit: Audits) -> None:
    """Version table, its schema and the map come from a variable: env.py is run for them before anything is read."""
    computed = audit("computed_names")
    assert "migrations: database at v1, 1 revision pending, head v2." in computed.text
    assert "env.py computes it: history_of_acme when it ran here" in computed.witnessed("version_table that migrations")
    tables = computed.frame("tables")
    assert set(tables.loc[tables["source"].eq("replay"), "schema"]) == {"acme"}
    assert computed.frame("differences").empty
    assert computed.rules == {"COV004", "HIS007"}


def test_downgrades_that_do_not_restore_are_told(audit: Callable[..., Any]) -> None:
    """Each is run in scratch where the settings give it time: what stays, and what is gone."""
    audited = audit("not_restored")

    assert audited.steps() == {"r1": "done", "r2": "done"}
    assert "Downgrade of r1 is not its inverse: type public.parcel_state stays" in audited.text
    assert "Downgrade of r2 is not its inverse: column public.parcel.size is gone" in audited.text


def test_create_all_and_the_chain_make_two_schemas(audit: Audits) -> None:
    """A stamped database agrees with the models; what the chain would make of it is told, and nothing more."""
    stamped = audit("made_by_create_all")
    assert stamped.rules == {"DRF012", "DRF022"}
    (default,) = stamped.messages("DRF012")  # now() and CURRENT_TIMESTAMP are one default
    assert default.startswith("The default of column customer.seen differs") and "the chain is wrong" in default
    (twin,) = stamped.messages("DRF022")
    assert "is a unique index in the chain, and a unique constraint, customer_email_key, in the live" in twin


def test_objects_of_listeners_are_the_models(habits: Any) -> None:
    """A function that a create_all listener makes is the models' own; that no revision makes it is what is said."""
    (said,) = habits.messages("DRF031")
    assert said.startswith("Function touch() is live and the model declares it, but no revision makes it")
    assert about(habits, "touched") == []


def test_partitions_are_one_note(habits: Any) -> None:
    """Partitions of a table that the chain makes are a job's: one note, and nothing folds into drift."""
    assert "2 partitions of measurement are live that no revision makes: measurement_2025 and measurement_2026." in (
        habits.messages("COV005")
    )
    assert about(habits, "measurement_2025", "measurement_2026") == []


def test_materialised_data_is_told_as_live_alone(habits: Any) -> None:
    """A materialised view that a job made is live and nobody's."""
    assert about(habits, "customer_count") == ["DRF030"]


def test_what_was_kept_or_left_behind(habits: Any) -> None:
    """A column kept, a table of a part that is gone and a type that no column has: one finding each, none an error."""
    assert about(habits, "old_name") == ["DRF009"]
    assert about(habits, "wishlist") == ["COV004"]
    assert habits.messages("DRF028") == [
        "Type old_state is live and the chain makes it, and no column has it: it was left behind."
    ]
    found = habits.frame("findings")
    kept = found[found["object"].isin(["old_name", "wishlist", "old_state"])]
    assert "error" not in set(kept["severity"])


def test_an_enum_over_a_varchar_is_one_finding(habits: Any) -> None:
    """The column's type differs; the enum type that is not there folds under it."""
    assert about(habits, "state", "order_state") == ["DRF010"]


def test_a_unique_index_for_a_constraint_is_a_note(habits: Any) -> None:
    """Values are as unique either way: a note that says which is where."""
    found = habits.frame("findings")
    rows = found[found["object"].eq("uq_customer_email") & found["root"].fillna("").eq("")]
    assert list(rows["severity"]) == ["note"]
    assert "is a unique constraint in the models, and a unique index in the chain and the live" in rows["message"].iloc[0]


def test_much_and_odd_is_no_drift(habits: Any) -> None:
    """Fifty-three enums, twelve schemas with keys across, a name cut at 63 bytes, a table without a key, `ddl_if`."""
    found = habits.frame("differences")
    assert not found["schema"].str.startswith("part_").any()
    odd = "kinds_|kind_|log_line|ix_customer_a_column|another_dialect"
    assert not (found["table"].fillna("").str.contains(odd) | found["name"].str.contains(odd)).any()
    enums = habits.frame("types")
    assert len(enums[enums["source"].eq("live") & enums["type"].str.startswith("kind_")]) == 53


def test_models_that_postgresql_refuses(habits: Any) -> None:
    """A key to a column that is not unique is refused, with PostgreSQL's own words; the rest is built and compared."""
    (refused,) = habits.messages("COV009")
    assert refused.startswith("PostgreSQL refuses the foreign key on word of synonym: there is no unique constraint")
    assert about(habits, "ix_word_text") == ["DRF022"]


def test_a_location_in_another_package_is_replayed(audit: Audits) -> None:
    """Version files outside of the project's folder are loaded where they are."""
    elsewhere = audit("location_elsewhere/app")
    assert elsewhere.steps() == {"l1": "done"}
    assert elsewhere.rules == {"COV004"}


def test_a_history_of_several_databases_asks_for_run_env(audit: Audits) -> None:
    """Alembic's template `multidb`: what only env.py gives is no fault of the script, and its text is read."""
    several = audit("several_databases")
    assert several.rules.isdisjoint({"HIS014", "HIS020", "HIS022", "HIS023", "COV003", "COV005"})
    assert "Revision d1 creates it for some of the databases that env.py names." in several.messages("COV002")[0]
    assert several.frame("findings").query("rule == 'COV002'")["severity"].tolist() == ["note"]
    assert several.steps() == {"d1": "skipped", "d2": "skipped"}
    words = "d1, d2 did not run, which says nothing against the chain: upgrade() takes engine_name, which only env.py"
    assert words in several.witnessed("arguments of revisions")
    assert "--run-env" in several.witnessed("arguments of revisions")
