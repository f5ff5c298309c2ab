"""The first page of a report: the answer, where the database stands, what matters, and the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from auditlib.frames.all import FRAMES
from auditlib.report.markup import html_text, markdown_text
from auditlib.report.page import Link, PageFrame, page
from auditlib.report.show import Shown, badge_class, heading, joined
from auditlib.report.views import findings, headline, run, sides, state
from auditlib.snapshot import Snapshot

NAME = "index"
TITLE = "Summary"
QUESTION = "Can this database's history be trusted?"
DIFF_QUESTION = "Where do the two sides differ?"


@dataclass(frozen=True)
class Page:
    """An executed notebook: its stem, its title, the time it took in ms, and whether it ran to its end."""

    name: str
    title: str
    duration_ms: int
    ok: bool


def frame_of(snapshot: Snapshot, titles: Sequence[tuple[str, str]]) -> PageFrame:
    """What every page shows around itself; ``titles`` are (name, title) of the pages after the first."""
    manifest = snapshot.manifest
    subject = str(manifest.get("target") or "")
    said = [str(manifest.get(name)) for name in ("database", "moment") if manifest.get(name)]
    footer = f"auditlib {manifest.get('auditlib', '')}{''.join(f' · {each}' for each in said)}"
    return PageFrame(subject, [Link(NAME, TITLE), *(Link(name, title) for name, title in titles)], footer)


def write_index(folder: Path, snapshot: Snapshot, pages: Sequence[Page], frame: PageFrame) -> None:
    """Writes ``index.html`` and ``README.md`` to ``folder``."""
    _write(folder, _shown(snapshot, pages), QUESTION, frame)


def write_diff_index(folder: Path, snapshot: Snapshot, pages: Sequence[Page], frame: PageFrame) -> None:
    """Writes both for a comparison of two sides."""
    differences = snapshot["side_differences"]
    shown = joined(
        [
            sides.headline(snapshot.manifest, differences),
            sides.not_compared(snapshot["witnesses"]),
            sides.counts(differences),
            heading("Pages", level=2),
            _pages(pages),
        ]
    )
    _write(folder, shown, DIFF_QUESTION, frame)


def _write(folder: Path, shown: Shown, question: str, frame: PageFrame) -> None:
    title = f"<h1>{html_text(question)}</h1>"
    html = page(f'{title}<div class="output">{shown.html}</div>', title=TITLE, here=NAME, frame=frame)
    (folder / f"{NAME}.html").write_text(html, encoding="utf-8")
    subject = f"{markdown_text(frame.subject)}: " if frame.subject else ""
    (folder / "README.md").write_text(f"# {subject}{question}\n\n{shown.markdown}\n", encoding="utf-8")


def _shown(snapshot: Snapshot, pages: Sequence[Page]) -> Shown:
    frames = {name: snapshot.frames.get(name, described.empty()) for name, described in FRAMES.items()}
    return joined(
        [
            headline.headline(frames["findings"], frames["witnesses"]),
            headline.coverage_line(frames["witnesses"]),
            state.counts(frames),
            heading("Where the database stands", level=2),
            state.state(frames["state"], frames["version_tables"]),
            heading("The three that matter", level=2),
            findings.matters(frames["findings"]),
            heading("Pages", level=2),
            _pages(pages),
            heading("This run", level=2),
            run.metadata(snapshot.manifest),
        ]
    )


def _pages(pages: Sequence[Page]) -> Shown:
    return Shown(
        "<ul>" + "".join(_html_link(each) for each in pages) + "</ul>",
        "\n".join(_markdown_link(each) for each in pages),
    )


def _html_link(page: Page) -> str:
    failed = "" if page.ok else f' <span class="badge {badge_class("failed")}">failed</span>'
    return f'<li><a href="{html_text(page.name)}.html">{html_text(page.title)}</a>{failed}</li>'


def _markdown_link(page: Page) -> str:
    failed = "" if page.ok else " (failed)"
    return f"- [{markdown_text(page.title)}]({page.name}.md) ([HTML]({page.name}.html)){failed}"
