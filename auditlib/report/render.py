"""Executed notebooks → self-contained HTML pages and clean GitHub Markdown, by nbconvert in process."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import Environment
from nbconvert.exporters import HTMLExporter, MarkdownExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbformat import NotebookNode
from traitlets.config import Config

from auditlib.report.markup import markdown_text
from auditlib.report.page import TEMPLATES, PageFrame, cleaned, page

_TITLE = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)
_BLANK = re.compile(r"\n{3,}")
_CONFIG = Config(
    {
        "HTMLExporter": {"exclude_anchor_links": True},
        "MarkdownExporter": {"exclude_input": True},
    }
)
_HTML_FIRST = ["text/html", "image/svg+xml", "image/png", "text/markdown", "text/plain"]
_MARKDOWN_FIRST = ["text/markdown", "image/svg+xml", "image/png", "text/plain"]


class Renderer:
    """Exporters made once and used for every notebook; not for two threads at a time."""

    def __init__(self) -> None:
        """Makes the exporters."""
        self._html = _Pages(config=_CONFIG, template_name="audit", extra_template_basedirs=[str(TEMPLATES)])
        self._markdown = _Texts(
            config=_CONFIG, template_name="audit_markdown", extra_template_basedirs=[str(TEMPLATES)]
        )

    def html(self, notebook: NotebookNode, *, here: str, frame: PageFrame) -> str:
        """The notebook as one page that makes no request."""
        inside, _ = self._html.from_notebook_node(notebook)
        return page(inside, title=title_of(notebook), here=here, frame=frame)

    def markdown(self, notebook: NotebookNode, name: str) -> tuple[str, dict[str, bytes]]:
        """The notebook as Markdown, and its figures by path."""
        text, resources = self._markdown.from_notebook_node(
            notebook, {"unique_key": name, "output_files_dir": f"{name}_files"}
        )
        return _BLANK.sub("\n\n", text).strip() + "\n", dict(resources.get("outputs", {}))

    def write(self, notebook: NotebookNode, name: str, folder: Path, frame: PageFrame) -> None:
        """Writes ``name.html``, ``name.md`` and its figures to ``folder``."""
        (folder / f"{name}.html").write_text(self.html(notebook, here=name, frame=frame), encoding="utf-8")
        text, figures = self.markdown(notebook, name)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        for path, content in figures.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content)


class _Pages(HTMLExporter):
    """nbconvert's HTML exporter without its second parse of the whole page."""

    @property
    def default_config(self) -> Config:
        """HTML first, and nothing that needs a script."""
        config = super().default_config
        config.merge(Config({"NbConvertBase": {"display_data_priority": _HTML_FIRST}}))
        return config

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.filters["cleaned"] = cleaned
        return environment

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        """The inside of the page, and resources."""
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer="ipython3", parent=self))
        return TemplateExporter.from_notebook_node(self, nb, self._init_resources(resources), **more)


class _Texts(MarkdownExporter):
    """nbconvert's Markdown exporter, Markdown first."""

    @property
    def default_config(self) -> Config:
        """Markdown first, figures into files."""
        config = super().default_config
        config.merge(Config({"NbConvertBase": {"display_data_priority": _MARKDOWN_FIRST}}))
        return config

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.filters["alternative"] = _alternative
        return environment


def _alternative(output: NotebookNode, mime: str) -> str:
    """What a figure shows, in words, as Markdown's alternative text."""
    return markdown_text(output.metadata.get(mime, {}).get("alt") or "A chart without a description")


def read(path: Path) -> NotebookNode:
    """A notebook from its file."""
    return nbformat.read(path, as_version=4)


def title_of(notebook: NotebookNode) -> str:
    """The first heading of the first level."""
    for cell in notebook.cells:
        found = _TITLE.search(cell.source) if cell.cell_type == "markdown" else None
        if found:
            return found[1]
    return "Untitled"
