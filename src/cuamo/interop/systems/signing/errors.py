"""What can go wrong with the signing service, said to those who wait for a signature."""

from cuamo.documents.errors import SigningRefused, SigningUnavailable


def unavailable(reason: str) -> SigningUnavailable:
    """Return the refusal for a service that does not answer; `reason` is for the log."""
    return SigningUnavailable(
        "signing_unavailable",
        "Chưa ký được, dịch vụ ký số không trả lời. Hệ thống sẽ tự ký lại.",
        f"Not signed yet: the signing service did not answer ({reason}). It will be tried again.",
    )


def of_answer(code: str, message: str, *, fallback: str) -> SigningRefused:
    """Return the refusal that belongs to the service's own code."""
    if code == "pin_wrong":
        return SigningRefused(
            "token.pin_wrong",
            f"Mã PIN của thiết bị ký không đúng. Còn {message} lần thử.",
            f"The PIN of the token is wrong. {message} tries left.",
            where="pin",
        )
    if code == "pin_locked":
        return SigningRefused(
            "token.locked",
            "Thiết bị ký đã tự khóa vì sai mã PIN nhiều lần.",
            "The token has locked itself after too many wrong PINs.",
            where="pin",
            hint_vi="Đem thiết bị đến nơi cấp để mở khóa.",
            hint_en="Take the token to who issued it to be unlocked.",
        )
    if code == "token_absent":
        return SigningRefused(
            "token.absent",
            "Chưa thấy thiết bị ký. Cắm thiết bị rồi bấm lại.",
            "The token is not plugged in. Plug it in and press again.",
            where="pin",
        )
    return refused(fallback)


def revoked(name: str) -> SigningRefused:
    """Return the refusal for a certificate that was taken back before the moment of signing."""
    return SigningRefused(
        "signing_revoked",
        f"Chứng thư số của {name} đã bị thu hồi, không ký được.",
        f"The certificate of {name} was revoked; nothing was signed.",
        hint_vi="Người ký xin cấp chứng thư mới, hoặc người khác có thẩm quyền ký.",
        hint_en="The signer asks for a new certificate, or another person with authority signs.",
    )


def expired(name: str, until: str) -> SigningRefused:
    """Return the refusal for a certificate whose term does not hold the moment of signing."""
    return SigningRefused(
        "signing_expired",
        f"Chứng thư số của {name} đã hết hạn ngày {until}, không ký được.",
        f"The certificate of {name} ended on {until}; nothing was signed.",
        hint_vi="Gia hạn chứng thư rồi ký lại.",
        hint_en="Renew the certificate, then sign again.",
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
