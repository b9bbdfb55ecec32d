"""The citizen confirms without a code: by signature, or by thumbprint before a witness."""

from datetime import datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Confirmation, Dossier
from cuamo.dossiers.policies import require_citizen, require_editor
from cuamo.dossiers.services.confirm import keep_confirmed, live_summary, require_told, summary_changed
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.dossiers.services.request_confirmation import hash_of, papers_of
from cuamo.dossiers.services.signed_evidence import Evidence, keep_evidence
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.kernel.text import fold, nfc

Method = Literal["SIGNATURE", "THUMBPRINT"]


@transaction.atomic
def confirm_signed(
    *,
    dossier_id: UUID,
    summary_id: UUID | None,
    citizen: Actor,
    method: Method,
    evidence: Evidence,
    witness_name: str = "",
    helper: Actor | None = None,
    claimed_at: datetime | None = None,
    at: datetime,
) -> Dossier:
    """Keep the citizen's signature or thumbprint under the summary they saw (ký hoặc điểm chỉ xác nhận).

    Stands in step 8 of the counter for people without a phone and for those who cannot sign, beside
    `confirm` (code) and `confirm_signed_in` (own session). The citizen acts; the clerk only scans the slip.
    The evidence is sealed to the summary. Repeated on a confirmed summary it changes nothing.

    Args:
        summary_id: the summary that stood on the screen or on the printed slip.
        citizen: the applicant or who acts for them (`citizen_of(visit)` of the citizen screen).
        evidence: the picture drawn on the citizen screen, or the scan of the slip.
        witness_name: of a thumbprint; somebody else than the applicant and the clerk.
        helper: the clerk of the visit who scans a slip; None when the citizen signed on their own screen.
        claimed_at: when it was signed, by the clock of a counter that had no network.
    Raises:
        NotPermitted: no applicant acts, or the helper is not the clerk of the visit.
        Conflict: the summary has changed since, or a newer version of the procedure was not told yet.
        Invalid: nothing was drawn, the file cannot be taken, or the witness is missing or is the clerk.
        IllegalTransition: the dossier has been sent.
    """
    dossier = lock_dossier(dossier_id)
    _require_applicant(dossier, citizen, at=at)
    if helper is not None:
        _require_helper(dossier, helper, at=at)
    confirmation = live_summary(dossier)
    if confirmation.id != summary_id:
        raise summary_changed()
    if confirmation.confirmed_at is not None:
        return dossier
    require_told(dossier, at=at)
    if hash_of(dossier, papers_of(dossier), dossier.fee) != bytes(confirmation.summary_hash):
        raise summary_changed()
    witness = _witness(dossier, method=method, name=witness_name, helper=helper)
    drawn = helper is None
    file = keep_evidence(evidence, drawn=drawn, actor=helper or citizen, at=at)
    confirmation.evidence = file
    confirmation.evidence_seal = seal(bytes(confirmation.summary_hash), file.sha256)
    confirmation.witness_name = witness
    confirmation.taken_by = helper.as_json() if helper else None
    confirmation.claimed_at = claimed_at
    confirmation.save(update_fields=["evidence", "evidence_seal", "witness_name", "taken_by", "claimed_at"])
    return keep_confirmed(
        dossier,
        confirmation,
        method=method,
        citizen=citizen,
        at=at,
        evidence=file.sha256,
        on="screen" if drawn else "slip",
        witnessed=bool(witness),
        helper=helper.id if helper else "",
    )


def seal(summary_hash: bytes, evidence_sha256: str) -> bytes:
    """Return 32 bytes that bind the evidence to the summary it stands under."""
    return sha256(summary_hash + bytes.fromhex(evidence_sha256)).digest()


def is_sealed(confirmation: Confirmation) -> bool:
    """Say whether the evidence kept is the one given under this very summary."""
    if confirmation.evidence is None or confirmation.evidence_seal is None:
        return False
    made = seal(bytes(confirmation.summary_hash), confirmation.evidence.sha256)
    return made == bytes(confirmation.evidence_seal)


def _require_applicant(dossier: Dossier, citizen: Actor, *, at: datetime) -> None:
    if citizen.roles or citizen.kind is not ActorKind.CITIZEN:
        raise NotPermitted(
            "confirm.staff",
            "Nhân viên không được xác nhận thay.",
            "Staff may not confirm for the citizen.",
        )
    require_citizen(dossier, citizen, at=at)


def _require_helper(dossier: Dossier, helper: Actor, *, at: datetime) -> None:
    if helper.kind is not ActorKind.STAFF:
        raise NotPermitted(
            "confirm.helper",
            "Phiếu đã ký do nhân viên của lượt quét vào.",
            "A signed slip is scanned by the clerk of the visit.",
        )
    require_editor(dossier, helper, at=at)


def _witness(dossier: Dossier, *, method: Method, name: str, helper: Actor | None) -> str:
    if method == "SIGNATURE":
        return ""
    if method != "THUMBPRINT":
        raise Invalid(
            "confirm.method",
            "Chọn ký tên hoặc điểm chỉ.",
            "Choose signature or thumbprint.",
            where="method",
        )
    if helper is None:
        raise Invalid(
            "confirm.thumbprint_slip",
            "Điểm chỉ làm trên phiếu in, rồi quét phiếu.",
            "A thumbprint is given on the printed slip, then the slip is scanned.",
            where="evidence",
        )
    witness = nfc(name)[:120]
    if sum(letter.isalpha() for letter in witness) < 2:
        raise Invalid(
            "confirm.no_witness",
            "Điểm chỉ cần có người làm chứng. Ghi họ tên người đó.",
            "A thumbprint needs a witness. Write the witness's full name.",
            where="witness_name",
            hint_vi="Nhờ người đi cùng hoặc một người khác ở điểm, không phải nhân viên đang hỗ trợ.",
            hint_en="Ask a companion or somebody else at the point, not the clerk who helps.",
        )
    clerks = {fold(helper.name), fold(dossier.visit.clerk_name) if dossier.visit else ""}
    if fold(witness) in clerks:
        raise Invalid(
            "confirm.witness_is_clerk",
            "Người đang hỗ trợ không được làm chứng.",
            "The clerk who helps may not be the witness.",
            where="witness_name",
            hint_vi="Nhờ một người khác làm chứng.",
            hint_en="Ask somebody else to witness.",
        )
    if dossier.applicant is not None and fold(witness) == fold(dossier.applicant.full_name):
        raise Invalid(
            "confirm.witness_is_applicant",
            "Người nộp không tự làm chứng cho mình.",
            "The applicant cannot be their own witness.",
            where="witness_name",
            hint_vi="Nhờ một người khác làm chứng.",
            hint_en="Ask somebody else to witness.",
        )
    return witness
