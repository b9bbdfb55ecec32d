"""What T2 shows of calls."""

from collections.abc import Callable

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.rules.callback import OUTCOMES, Outcome
from cuamo.dossiers.selectors.callbacks import calls_of
from cuamo.web.language import vi_en

_STATES: dict[str, Callable[[], str]] = {
    "WAITING": lambda: vi_en("Đang chờ gọi", "Waiting for the call"),
    "DONE": lambda: vi_en("Đã gọi và trả lời", "Called and answered"),
    "MISSED": lambda: vi_en("Đã gọi, chưa gặp", "Called, nobody reached"),
    "CANCELLED": lambda: vi_en("Đã bỏ", "Cancelled"),
}


def calls_shown(dossier: Dossier) -> list[dict[str, object]]:
    """Return what T2 shows of the calls: what is waited for, each try, what was said."""
    return [
        {
            "callback": each,
            "waiting": each.state == "WAITING",
            "state": _STATES[each.state](),
            "calls": [
                {"at": call.called_at, "outcome": vi_en(*OUTCOMES[Outcome(call.outcome)])}
                for call in sorted(each.calls.all(), key=lambda call: call.number)
            ],
        }
        for each in calls_of(dossier)
    ]
