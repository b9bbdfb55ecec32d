"""How the leader at the desk will sign: by which right, with which key."""

from dataclasses import dataclass
from datetime import datetime

from cuamo.dossiers.models import Decision, Dossier
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import NotPermitted
from cuamo.organisation.models import CertificateAt
from cuamo.organisation.rules.signing_form import signer_lines
from cuamo.organisation.selectors.signing_rights import right_to_sign
from cuamo.web import phrases


@dataclass(frozen=True)
class Signs:
    """What X3 shows before an approval."""

    lines: tuple[str, ...] = ()
    source: str = ""
    token: str = ""
    """Serial number of the token whose PIN is asked for."""
    refusal: str = ""
    """Why this person may not sign this result, and who may."""


def signing_of(
    dossier: Dossier, leader: Actor, kind: str, proposal: Decision | None, *, at: datetime
) -> Signs | None:
    """Return how the leader signs; None where nothing is signed, or the unit has named no signers."""
    if kind != "phe-duyet" or proposal is None or proposal.kind not in {"PROPOSE_GRANT", "PROPOSE_REVOKE"}:
        return None
    try:
        right = right_to_sign(dossier.decided_by, leader.id, procedure_code=dossier.procedure_code, at=at)
    except NotPermitted as refused:
        return Signs(refusal=phrases.say(refused))
    if right is None:
        return None
    lines = signer_lines(
        right.form, position=right.position, behalf=right.behalf, collective=right.collective
    )
    on_token = right.certificate_at == CertificateAt.TOKEN and proposal.kind == "PROPOSE_GRANT"
    return Signs(tuple(lines), right.source, token=right.token_serial if on_token else "")
