"""All frames by name."""

from auditlib.frames.history import HISTORY_FRAMES
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.rehearsal import REHEARSAL_FRAMES
from auditlib.frames.results import RESULT_FRAMES
from auditlib.frames.reversibility import REVERSIBILITY_FRAMES
from auditlib.frames.spec import Frame

COLLECTED_FRAMES: dict[str, Frame] = {**OBJECT_FRAMES, **HISTORY_FRAMES, **REHEARSAL_FRAMES, **REVERSIBILITY_FRAMES}
FRAMES: dict[str, Frame] = {**COLLECTED_FRAMES, **RESULT_FRAMES}
