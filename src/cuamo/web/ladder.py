"""The ladder of a dossier as the component draws it."""

from collections.abc import Sequence
from typing import Any

from cuamo.dossiers.selectors.tracking import Track
from cuamo.organisation.models import Unit
from cuamo.web.language import vi_en
from cuamo.web.templatetags.words import hanoi_datetime


def ladder_steps(track: Track, *, asked: Sequence[Unit] = ()) -> list[dict[str, Any]]:
    """Return the rungs for `{% ladder %}`: reached ones with their date, the current one with its holder.

    Args:
        asked: authorities that work on it at the same time, named on the current rung.
    """
    steps: list[dict[str, Any]] = []
    passed = True
    for stage in track.stages:
        status = "nay" if stage.now else ("xong" if passed and stage.reached_at else "sau")
        step: dict[str, Any] = {"state": stage.rung.value, "status": status, "at": stage.reached_at}
        if stage.now:
            passed = False
            if track.holder_vi:
                step["who"] = vi_en(
                    f"Đang ở: {track.holder_vi}", f"Held by: {track.holder_en or track.holder_vi}"
                )
            if asked:
                vi = ", ".join(unit.name_vi for unit in asked)
                en = ", ".join(unit.name_en or unit.name_vi for unit in asked)
                step["note"] = vi_en(f"Cùng lúc hỏi ý kiến: {vi}", f"Asked at the same time: {en}")
        elif stage.expected_at is not None:
            moment = hanoi_datetime(stage.expected_at)
            step["note"] = vi_en(f"Chậm nhất {moment}", f"By {moment}")
        steps.append(step)
    return steps
