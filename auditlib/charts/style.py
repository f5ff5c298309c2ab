"""Colours, fonts and sizes of every chart, and the SVG that a page shows in light and in dark.

Charts are drawn in the colours of the light page on a transparent ground. The SVG carries a style of its own
that swaps each of these colours for its dark counterpart where the reader prefers a dark page.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from auditlib.frames.unseen import spelt_out

INK, SOFT, FAINT, GROUND = "#1c2128", "#5b6472", "#d9dee5", "#fefefe"
RED, AMBER, BLUE, GREEN, GREY, VIOLET = "#c4342b", "#b86e00", "#2563ab", "#2c7a4b", "#8b94a1", "#7a4fb5"
PALE = "#eef1f5"

SEVERITY = {"error": RED, "warning": AMBER, "note": BLUE}
STATUS = {"applied": GREEN, "pending": AMBER, "not taken": GREY, "unknown": GREY, "unknown row": RED}
ACTION = {"create": GREEN, "alter": BLUE, "drop": RED, "data": VIOLET, "other": GREY, "unknown": FAINT}

DARK = {
    INK: "#e4e8ee",
    SOFT: "#a3adba",
    FAINT: "#3a424d",
    GROUND: "#171b20",
    PALE: "#232930",
    RED: "#f0766d",
    AMBER: "#e2a13f",
    BLUE: "#6ba6ea",
    GREEN: "#5cb884",
    GREY: "#7f8996",
    VIOLET: "#b592e8",
}
_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_INCH = 0.24  # height of a row of text, in inches
_CHARACTER = 0.076  # width of a character of a label, in inches
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "auditlib",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "text.usetex": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": SOFT,
    "axes.titlecolor": INK,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "ytick.labelcolor": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "legend.frameon": False,
    "legend.fontsize": 8.5,
}


@contextmanager
def applied() -> Iterator[None]:
    """The house style, while charts are drawn."""
    with mpl.rc_context(_SETTINGS):
        yield


def axes(ax: Axes | None, *, rows: int = 8, width: float = 9.0, extra: float = 0.7) -> Axes:
    """The axes given, or new ones of a figure as high as ``rows`` rows of text; ``extra`` inches for the rest."""
    if ax is not None:
        return ax
    figure = Figure(figsize=(width, max(1.0, rows * _INCH + extra)))
    FigureCanvasSVG(figure)
    return figure.add_subplot()


def fit(ax: Axes, *, top: float = 0.15, bottom: float = 0.15) -> Axes:
    """Margins of a figure of ours: left for its longest label, ``top`` and ``bottom`` in inches. Axes given stay."""
    figure = ax.get_figure()
    if not isinstance(figure, Figure) or len(figure.axes) > 1:
        return ax
    width, height = figure.get_size_inches()
    longest = max((len(line) for label in ax.get_yticklabels() for line in label.get_text().split("\n")), default=0)
    named = 0.25 if ax.get_ylabel() else 0.0
    left = min(0.12 + longest * _CHARACTER + named, 0.6 * width)
    figure.subplots_adjust(left=left / width, right=1 - 0.1 / width, top=1 - top / height, bottom=bottom / height)
    return ax


def plain(text: object, limit: int = 44) -> str:
    """Text of the target for a chart: one line, at most ``limit`` characters, no formula, no unseen character."""
    line = spelt_out(str(text).replace("\n", " ").replace("\t", " "))
    if len(line) > limit:
        head = (limit - 1) * 2 // 3
        line = f"{line[:head]}…{line[len(line) - (limit - 1 - head) :]}"
    return line.replace("$", r"\$")


def quiet(ax: Axes) -> Axes:
    """Axes without frame, ticks and values: for drawings that are no plot."""
    ax.set_xticks([])
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    return ax


def nothing(ax: Axes, sentence: str) -> Axes:
    """Axes that say in a sentence that there is nothing to draw."""
    quiet(ax).text(0.0, 0.5, sentence, transform=ax.transAxes, color=SOFT, va="center")
    return ax


def svg(figure: Figure) -> str:
    """The figure as SVG: the same bytes each time, legible on light and dark pages, without a date."""
    written = io.StringIO()
    with applied(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = written.getvalue()
    body = text[text.index("<svg") :].replace("'DejaVu Sans'", _FONTS)
    opening, rest = body.split(">", 1)
    return f"{opening}>\n<style>{_dark_style()}</style>{rest}"


def _dark_style() -> str:
    rules = "".join(
        f'[style*="{kind}: {light}"]{{{kind}:{dark}!important}}'
        for light, dark in DARK.items()
        for kind in ("fill", "stroke")
    )
    return f"@media (prefers-color-scheme: dark){{{rules}}}@media print{{:root{{color-scheme:light}}}}"
