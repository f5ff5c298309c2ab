"""A model module does not import.

## What it finds
Modules that look like models and raise, hang or exit when they are imported, and mappings that do not configure.

## Why it matters
Whatever they declare is invisible to this audit, and to autogenerate where `env.py` imports them.

## How to fix it
Mend the import. Where it needs a variable, a connection or an application context, name it in the settings.

## Example
```toml frames
[[model_problems]]
problem = 1
stage = "import"
module = "app.models.old"
message = "No module named 'redis'"
```

## Instead
```toml frames
model_problems = []
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "warning"


def check(model_problems: pd.DataFrame) -> Iterator[Hit]:
    """A hit a row of ``model_problems`` that stopped an import or a configuration."""
    for row in records(model_problems.loc[model_problems["stage"].isin(["import", "configure"])]):
        subject = row["module"] or row["metadata"] or "the models"
        failed = "does not import" if row["stage"] == "import" else "does not configure"
        yield Hit(
            message=f"{subject} {failed}: {row['message']}",
            cost="What it declares is not in this audit.",
            remedy="Mend it, or name in the settings what it needs: a variable, a model package, a set-up hook.",
            object_kind="module",
            object=subject,
            subject=row["stage"],
            wrong="model",
            file=row["file"] or "",
            line=row["line"],
            evidence={"message": row["message"], "stage": row["stage"]},
        )
