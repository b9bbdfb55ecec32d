"""What can go wrong with the payment platform."""

from cuamo.kernel.errors import Invalid, NotPermitted
from cuamo.payments.errors import GatewayUnavailable


def unavailable(reason: str) -> GatewayUnavailable:
    """Return the fault for a platform that does not answer; `reason` is for the log."""
    return GatewayUnavailable(reason)


def unsigned(reason: str) -> NotPermitted:
    """Return the refusal for a message that is not provably the platform's."""
    return NotPermitted(
        "callback.signature",
        "Chữ ký của thông báo không đúng.",
        f"The message is not signed as agreed: {reason}.",
        where="X-Signature",
    )


def malformed(reason: str) -> Invalid:
    """Return the refusal for a signed message in another form than agreed."""
    return Invalid(
        "callback.form",
        "Thông báo không đúng mẫu.",
        f"The message is not in the agreed form: {reason}.",
        where="body",
    )
