"""``picture`` puts a chart in a report, with the words that say what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from auditlib.charts import style
from auditlib.report.markup import one_line


@dataclass(frozen=True)
class Picture:
    """A chart as SVG, legible on light and dark pages; ``alt`` is what it says, in words."""

    svg: str
    alt: str

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        return {"image/svg+xml": self.svg, "text/plain": self.alt}, {"image/svg+xml": {"alt": self.alt}}


def picture(ax: Axes, alt: str) -> Picture:
    """The chart drawn on these axes, to be shown in a report; ``alt`` says in words what it shows."""
    figure = ax.get_figure()
    if not isinstance(figure, Figure):
        raise TypeError("The axes belong to no figure.")
    return Picture(style.svg(figure), one_line(alt))
