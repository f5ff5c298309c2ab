"""The order in which Alembic runs a set of revisions, from the edges of the graph alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from auditlib.frames.circles import behind_circles, circles


class Ancestry:
    """Parents of each revision, and what follows from them. Cycles and missing parents are survived."""

    def __init__(self, load_order: Sequence[str], parents: Mapping[str, Sequence[str]],
                 depends_on: Mapping[str, Sequence[str]]) -> None:  # fmt: skip
        self.load_order = tuple(load_order)
        self._place = {name: place for place, name in enumerate(load_order)}
        self._parents = {name: self._known(parents.get(name, ())) for name in load_order}
        self._depends_on = {name: self._known(depends_on.get(name, ())) for name in load_order}
        self._needs = {name: self._normalized(name) for name in load_order}

    def ancestors(
        self, names: Iterable[str], *, through_dependencies: bool = True, but: Collection[str] = ()
    ) -> set[str]:
        """``names`` that have a file, and every revision that must have run before them, none past those of ``but``."""
        reached: set[str] = set()
        waiting = [name for name in names if name in self._place]
        while waiting:
            name = waiting.pop()
            known = name in reached or name in but
            reached.add(name)
            if not known:
                waiting += self._parents[name]
                waiting += self._depends_on[name] if through_dependencies else ()
        return reached

    def applied(self, rows: Iterable[str]) -> tuple[set[str], bool]:
        """What must have run where version rows name ``rows``, and whether a circle leaves unknown what else ran."""
        knots = circles(self._needs)
        reached = self.ancestors(rows, but=knots)
        return reached - knots, bool(reached & knots)

    def tangled(self) -> set[str]:
        """Revisions on a circle and those behind one: Alembic can put them in no order."""
        return behind_circles(self._needs)

    def upgrade_order(self, wanted: Iterable[str]) -> list[str]:
        """``wanted`` in the order that ``alembic upgrade heads`` runs them; parents before children."""
        todo = set(wanted) & self._place.keys()
        if self.tangled():
            return self._as_loaded(todo)
        return self._walk_down(todo)[::-1]

    def _known(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in dict.fromkeys(names) if name in self._place)

    def _normalized(self, name: str) -> tuple[str, ...]:
        """Parents and dependencies, without dependencies that an ancestor by down_revision has already."""
        own = self._depends_on[name]
        if own:
            above = self.ancestors([name], through_dependencies=False) - {name}
            had = {each for ancestor in above for each in self._depends_on[ancestor]}
            own = tuple(each for each in own if each not in had)
        return tuple(dict.fromkeys([*self._parents[name], *own]))

    def _as_loaded(self, todo: set[str]) -> list[str]:
        """Alembic runs nothing of a graph with a cycle: parents first as far as that can be, else as loaded."""
        found: dict[str, None] = {}
        left = [name for name in self.load_order if name in todo]
        while left:
            free = [name for name in left if not (set(self._needs[name]) & todo) - found.keys()]
            for name in free or left:
                found[name] = None
            left = [name for name in left if name not in found]
        return list(found)

    def _heads(self) -> list[str]:
        named = {each for needs in self._needs.values() for each in needs}
        return [name for name in self.load_order if name not in named]

    def _walk_down(self, todo: set[str]) -> list[str]:
        """Alembic's own sort: from the first head down its line, but never past what another head still needs."""
        heads = [name for name in self._heads() if name in todo]
        above = [self._all_needed(head) for head in heads]
        found: list[str] = []
        current = 0
        while heads and len(found) < len(todo):
            name = heads[current]
            blocked = [i for i, names in enumerate(above) if i != current and name in names]
            if blocked:
                current = blocked[0]
                continue
            if name not in found:
                found.append(name)
            current = self._step(heads, above, current, todo)
        return found

    def _step(self, heads: list[str], above: list[set[str]], current: int, todo: set[str]) -> int:
        name = heads[current]
        further = [each for each in self._needs[name] if each in todo and each not in heads]
        if not further:
            del heads[current], above[current]
            return max(current - 1, 0)
        heads[current], above[current] = further[0], self._all_needed(further[0])
        heads += further[1:]
        above += [self._all_needed(each) for each in further[1:]]
        return current

    def _all_needed(self, name: str) -> set[str]:
        return self.ancestors([name])
