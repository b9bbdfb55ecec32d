"""How the parts of a linked filing stand, in words."""

from cuamo.dossiers.rules.linked import counted
from cuamo.dossiers.selectors.tracking import Track
from cuamo.web.language import vi_en


def in_words(seen: Track) -> str:
    """Return how the parts stand: `1 trên 3 có kết quả`; empty while none has an outcome."""
    count = counted(part.rung for part in seen.parts)
    parts = []
    if count.with_result:
        parts.append(
            vi_en(
                f"{count.with_result} trên {count.parts} có kết quả",
                f"{count.with_result} of {count.parts} have a result",
            )
        )
    if count.refused:
        parts.append(vi_en(f"{count.refused} không giải quyết", f"{count.refused} refused"))
    if count.withdrawn:
        parts.append(vi_en(f"{count.withdrawn} đã rút", f"{count.withdrawn} withdrawn"))
    return " · ".join(parts)
