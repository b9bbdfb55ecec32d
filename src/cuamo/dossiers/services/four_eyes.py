"""Nobody approves their own work."""

from cuamo.dossiers.models import Decision, Dossier, Examination
from cuamo.dossiers.states import Step
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotPermitted

PROPOSALS = ("PROPOSE_GRANT", "PROPOSE_REFUSE", "PROPOSE_RETURN", "PROPOSE_REVOKE")
"""What a specialist lays before a leader."""


def require_other_eyes(dossier: Dossier, leader: Actor) -> None:
    """Refuse whoever examined the dossier or ever proposed about it (nguyên tắc bốn mắt).

    Roles change and people stand in for each other: the person counts, never the role they act in.

    Raises:
        NotPermitted: `leader` is that person.
    """
    if Decision.objects.filter(dossier=dossier, kind__in=PROPOSALS, by_id=leader.id).exists():
        raise NotPermitted(
            "approve.own",
            "Không ai được phê duyệt đề xuất của chính mình.",
            "Nobody may approve their own proposal.",
            hint_vi="Chuyển hồ sơ cho lãnh đạo khác của đơn vị.",
            hint_en="Pass the dossier to another leader of the unit.",
        )
    looked = Examination.objects.filter(dossier=dossier, step=Step.EXAMINE, officer_id=leader.id)
    if looked.exclude(marks={}).exists():
        raise NotPermitted(
            "approve.examined",
            "Người đã thẩm định hồ sơ không phê duyệt hồ sơ đó.",
            "Whoever examined the dossier does not approve it.",
            hint_vi="Chuyển hồ sơ cho lãnh đạo khác của đơn vị.",
            hint_en="Pass the dossier to another leader of the unit.",
        )
