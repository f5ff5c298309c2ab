"""Charts: frames in, axes out, legible and repeatable."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from auditlib.charts import style
from auditlib.charts.coverage_matrix import coverage_matrix
from auditlib.charts.drift_matrix import drift_matrix
from auditlib.charts.findings_by_rule import findings_by_rule
from auditlib.charts.naming_patterns import naming_patterns
from auditlib.charts.objects_standing import objects_standing
from auditlib.charts.operations_by_revision import operations_by_revision
from auditlib.charts.practice_rates import practice_rates
from auditlib.charts.revision_graph import revision_graph
from auditlib.charts.revision_lanes import Node, folded, lanes
from auditlib.charts.step_locks import ALL, NONE, step_locks, with_waits
from auditlib.charts.table_lifelines import MOST, table_lifelines
from auditlib.report.figure import picture
from auditlib.report.views.history import with_state
from auditlib.report.views.objects_drawn import standing_by_step, tables_touched
from auditlib.snapshot import Snapshot
from tests.fixtures import sample_snapshots

CHARTS: dict[Callable[..., Axes], Callable[[Snapshot], pd.DataFrame]] = {
    coverage_matrix: lambda frames: frames["coverage"],
    drift_matrix: lambda frames: frames["differences"],
    findings_by_rule: lambda frames: frames["findings"],
    naming_patterns: lambda frames: frames["revisions"],
    operations_by_revision: lambda frames: frames["operations"],
    practice_rates: lambda frames: frames["practice"],
    revision_graph: lambda frames: with_state(frames["revisions"], frames["state"]),
    step_locks: lambda frames: with_waits(frames["statements"], frames["locks"]),
    objects_standing: lambda frames: standing_by_step(frames.frames),
    table_lifelines: lambda frames: tables_touched(frames.frames),
}
SAMPLES = ("ordinary", "hostile", "empty")


def sample(name: str = "ordinary") -> Snapshot:
    """A sample snapshot, made when a test asks for it."""
    snapshot: Snapshot = getattr(sample_snapshots, name)()
    return snapshot


@pytest.fixture(params=CHARTS, ids=lambda chart: chart.__name__)
def chart(request: pytest.FixtureRequest) -> Callable[..., Axes]:
    """One chart."""
    return request.param


@pytest.mark.parametrize("name", SAMPLES)
def test_any_frame_draws(chart: Callable[..., Axes], name: str) -> None:
    """Ordinary, hostile and empty frames give one well-formed picture, without a warning."""
    svg = picture(chart(CHARTS[chart](sample(name))), "x").svg
    root = ElementTree.fromstring(svg)
    assert root.tag.endswith("svg")
    assert not {child.tag.rpartition("}")[2] for child in root.iter()} & {"script", "image", "foreignObject"}


def test_same_frame_same_bytes(chart: Callable[..., Axes]) -> None:
    """A chart of the same frame has the same bytes, and no date."""
    frame = CHARTS[chart](sample())
    first, second = (picture(chart(frame), "x").svg for _ in range(2))
    assert first == second
    assert "dc:date" not in first


def test_axes_given_are_used(chart: Callable[..., Axes]) -> None:
    """A chart draws on the axes it is given, and gives them back."""
    ax = Figure().add_subplot()
    assert chart(CHARTS[chart](sample()), ax) is ax
    assert ax.has_data()


def test_frames_are_not_changed(chart: Callable[..., Axes]) -> None:
    """Drawing leaves the frame as it was."""
    frame = CHARTS[chart](sample())
    before = frame.copy(deep=True)
    chart(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_every_colour_has_a_dark_counterpart(chart: Callable[..., Axes]) -> None:
    """Each colour that a chart uses is one that the dark page swaps; none is left unreadable there."""
    svg = picture(chart(CHARTS[chart](sample())), "x").svg
    body = svg[svg.index("</style>") :]
    known = {colour.lower() for colour in style.DARK}
    assert set(re.findall(r"(?:fill|stroke): (#[0-9a-f]{6})", body)) <= known


def test_text_is_never_a_formula() -> None:
    """Dollar signs of a name are dollar signs."""
    frame = pd.DataFrame({"id_pattern": ["$x^2$ and $\\frac{1}{0}$"], "file_pattern": ["a$b"]})
    svg = picture(naming_patterns(frame), "x").svg
    assert "$x^2$ and $\\frac{1}{0}$" in svg
    assert "a$b" in svg


def test_drift_counts_roots() -> None:
    """The matrix counts differences to look at, not those that follow from others."""
    ax = drift_matrix(sample()["differences"])
    counted = [int(text.get_text()) for text in ax.texts if text.get_text().isdigit()]
    assert sum(counted) == 12


def test_coverage_groups_add_up() -> None:
    """The counts over the groups add up to all tables."""
    coverage = sample()["coverage"]
    ax = coverage_matrix(coverage)
    assert sum(int(text.get_text()) for text in ax.texts) == len(coverage)


def test_rates_are_not_rounded_up_to_whole() -> None:
    """199 of 200 is not 100 percent, and 1 of 1000 is not none."""
    frame = pd.DataFrame({"practice": ["a", "b", "c"], "count": [199, 1, 0], "population": [200, 1000, 4]})
    texts = [text.get_text().strip() for text in practice_rates(frame).texts]
    assert texts == ["99 %  (199 of 200)", "1 %  (1 of 1000)", "0 %  (0 of 4)"]


def test_position_and_pending_are_drawn() -> None:
    """The graph says where the database stands, and pending circles are open."""
    ax = revision_graph(CHARTS[revision_graph](sample()))
    assert "the database stands here" in [text.get_text() for text in ax.texts]
    faces = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "o"]
    assert faces.count(style.GROUND) == 3
    assert faces.count(style.GREEN) == 12


def test_long_chain_is_folded() -> None:
    """Three hundred revisions fit a page: uneventful runs are one row, branches and merges stay."""
    snapshot = sample_snapshots.long_chain()
    ax = revision_graph(with_state(snapshot["revisions"], snapshot["state"]))
    height = ax.get_figure().get_size_inches()[1]
    assert height < 14
    said = [text.get_text() for text in ax.texts]
    assert any("revisions, applied" in text for text in said)
    assert "r0011" in said
    assert "r0300" in said


def test_lanes_of_a_branch_and_its_merge() -> None:
    """A branch gets a lane of its own until it is merged, and every edge leads from child to parent."""
    nodes = [Node("a", ()), Node("b", ("a",)), Node("c", ("a",)), Node("d", ("b", "c"))]
    places, edges = lanes(nodes)
    assert places == [0, 0, 1, 0]
    assert {(edge.row, edge.parent_row) for edge in edges} == {(1, 0), (2, 0), (3, 1), (3, 2)}


def test_lanes_of_several_heads_and_bases() -> None:
    """Chains that never meet stand side by side."""
    places, _ = lanes([Node("a", ()), Node("x", ()), Node("b", ("a",)), Node("y", ("x",))])
    assert places[0] == places[2]
    assert places[1] == places[3]
    assert places[0] != places[1]


def test_lanes_bear_a_missing_parent() -> None:
    """A parent that no file has is no edge."""
    places, edges = lanes([Node("a", ("gone",)), Node("b", ("a",))])
    assert places == [0, 0]
    assert len(edges) == 1


def test_folding_keeps_the_chain_connected() -> None:
    """After folding every parent is still there."""
    nodes = [Node(f"r{number}", (f"r{number - 1}",) if number else ()) for number in range(100)]
    kept = folded([nodes[0], *nodes[1:50], Node("r50", ("r49",), notable=True), *nodes[51:]])
    names = {node.name for node in kept}
    assert len(kept) < 8
    assert sum(node.count for node in kept) == 100
    assert all(parent in names for node in kept for parent in node.parents)


def test_the_strongest_lock_says_who_waits() -> None:
    """A statement of several locks counts once, by the strongest; one without any makes nobody wait."""
    told = CHARTS[step_locks](sample())
    first = told[told["step"].eq(1)]
    assert first["waits"].tolist() == [ALL, NONE]


def test_what_stands_adds_up() -> None:
    """What stands after a step is what stood before it, and what the step made, without what it dropped."""
    for name in ("ordinary", "empty"):
        for _kind, own in standing_by_step(sample(name).frames).groupby("object_kind"):
            assert own["standing"].tolist() == (own["made"] - own["dropped"]).cumsum().tolist()


def test_three_hundred_steps_fit_two_pictures() -> None:
    """Of many tables those are drawn that most steps touched, and how many there are is said."""
    snapshot = sample_snapshots.long_chain()
    marks = tables_touched(snapshot.frames)
    ax = table_lifelines(marks)
    assert len(ax.get_yticklabels()) == MOST
    assert f"{MOST} of {marks['name'].nunique()} tables" in ax.get_xlabel()
    for drawn in (ax, objects_standing(standing_by_step(snapshot.frames))):
        assert drawn.get_figure().get_size_inches()[1] < 14
        assert len(drawn.get_xticks()) <= 22
