"""What can go wrong with the signing service, said to those who wait for a signature."""

from cuamo.documents.errors import SigningRefused, SigningUnavailable


def unavailable(reason: str) -> SigningUnavailable:
    """Return the refusal for a service that does not answer; `reason` is for the log."""
    return SigningUnavailable(
        "signing_unavailable",
        "Chưa ký được, dịch vụ ký số không trả lời. Hệ thống sẽ tự ký lại.",
        f"Not signed yet: the signing service did not answer ({reason}). It will be tried again.",
    )


def refused(reason: str) -> SigningRefused:
    """Return the refusal for a signer the service does not sign for."""
    return SigningRefused(
        "signing_refused",
        "Dịch vụ ký số từ chối ký cho người này.",
        f"The signing service refuses to sign for this person ({reason}).",
        hint_vi="Kiểm tra chứng thư số của người ký còn hiệu lực hay không.",
        hint_en="Check whether the signer's certificate is still valid.",
    )
