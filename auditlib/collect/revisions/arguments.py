"""What the parameters of a function stand for where it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditlib.collect.revisions.constants import evaluate
from auditlib.collect.revisions.things import OwnFunction
from auditlib.collect.revisions.values import Scope


def bind_arguments(function: OwnFunction, scope: Scope, values: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Give the parameters of ``function`` their values or defaults in ``scope``."""
    arguments = function.node.args
    places = [each.arg for each in [*arguments.posonlyargs, *arguments.args]]
    defaults = dict(zip(places[len(places) - len(arguments.defaults) :], arguments.defaults, strict=True))
    defaults |= {
        each.arg: default for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default
    }
    given = dict(zip(places, values, strict=False)) | dict(named)
    for name in [*places, *(each.arg for each in arguments.kwonlyargs)]:
        scope.names[name] = given[name] if name in given else evaluate(defaults.get(name), function.scope)
    if arguments.vararg:
        scope.names[arguments.vararg.arg] = tuple(values[len(places) :])
