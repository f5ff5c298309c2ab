"""The page around a report: one file, no request, a policy that lets our one script run and no other."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nh3
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from auditlib.report.contents import with_contents

TEMPLATES = Path(__file__).resolve().parent / "template"
_TEXT_TAGS = "a abbr b bdi blockquote br code del em hr i kbd li ol p pre s small span strong sub summary sup u ul wbr"
_BLOCK_TAGS = "article aside dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 img section"
_TABLE_TAGS = "caption table tbody td tfoot th thead tr"
_TAGS = {tag for tags in (_TEXT_TAGS, _BLOCK_TAGS, _TABLE_TAGS) for tag in tags.split()}
_ATTRIBUTES = {
    "*": {"class", "id", "aria-labelledby", "aria-label", "role"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "data-sort"},
    "th": {"colspan", "rowspan", "scope"},
    "div": {"tabindex"},
    "details": {"open"},
    "ol": {"start"},
}


@dataclass(frozen=True)
class Link:
    """A page of the report: its file's stem and its title."""

    name: str
    title: str


def cleaned(fragment: str) -> str:
    """HTML without scripts, handlers, styles, or anything that loads from elsewhere."""
    return nh3.clean(
        fragment,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes={"http", "https", "mailto", "data"},
    )


def page(main: str, *, title: str, here: str, frame: PageFrame) -> str:
    """A whole page around cleaned HTML, with its contents."""
    body, contents = with_contents(main)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            title=title,
            here=here,
            subject=frame.subject,
            footer=frame.footer,
            pages=frame.pages,
            contents=[entry for entry in contents if len(contents) > 1],
            main=Markup(body),
            **_assets(),
        )
    )


@dataclass(frozen=True)
class PageFrame:
    """What all pages of a report share: the audited project, the pages, the line at the foot."""

    subject: str
    pages: Sequence[Link]
    footer: str = ""


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if value.startswith("data:image/") else None
    if attribute == "href" and value.startswith("data:"):
        return None
    return value


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True)


@cache
def _assets() -> dict[str, str]:
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    script = (TEMPLATES / "report.js").read_text(encoding="utf-8")
    return {
        "style": Markup(style),
        "script": Markup(script),
        "style_hash": _hash(style),
        "script_hash": _hash(script),
    }


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
