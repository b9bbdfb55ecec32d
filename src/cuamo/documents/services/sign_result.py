"""Sign a result once (ký số kết quả): the person with authority, then the agency over the number."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from cuamo.documents.errors import SigningUnavailable
from cuamo.documents.models import SignedContent
from cuamo.documents.rules.open_place import SEAL_FIELD
from cuamo.documents.rules.presentable import HANOI
from cuamo.documents.selectors.parts import blobs, signer
from cuamo.documents.services.open_fields import fill_open_fields
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.signature_place import signature_place
from cuamo.documents.services.verify import verify_pdf
from cuamo.documents.types import SigningRequest


def sign_pdf(
    *,
    pdf: bytes,
    signer_code: str,
    signer_name: str,
    agency_name: str,
    at: datetime,
    reason: str = "",
    open_for_number: bool = False,
    token_serial: str = "",
    pin: str = "",
    scheme: str = "official",
) -> bytes:
    """Return `pdf` signed PAdES by the person `signer_code` of the agency, with a visible stamp.

    Idempotent by content: the same PDF for the same signer answers with the same signed bytes and
    asks the signing service once. Takes about a second and the network: call it from a job, outside
    any transaction.

    Args:
        open_for_number: the paper has places left open (`open_fields`): they may be filled and the agency may
            sign after this signature; anything else breaks it.
        token_serial, pin: sign with the key on the signer's own token; the PIN is passed on and not kept.
        scheme: `public` for the signature of a citizen or company, by a certificate of a public service.
    Raises:
        SigningUnavailable: the signing service did not answer; run the job again.
        SigningRefused: the service will not sign for this person.
    Law: Decree 30/2020/ND-CP, Annex I (place and look of the digital signature).
    """
    content = sha256(pdf).hexdigest()
    if (earlier := _signed_before(content, signer_code)) is not None:
        return earlier
    place = signature_place(pdf, signer_name=signer_name)
    signed = signer().sign(
        SigningRequest(
            pdf=pdf if pdf.endswith(b"\n") else pdf + b"\n",
            signer_code=signer_code,
            signer_name=signer_name,
            agency_name=agency_name,
            at=at,
            stamp_pdf=stamp_of(
                signer_name=signer_name, agency_name=agency_name, at=at, beside_seal=open_for_number
            ),
            box=place.box,
            page=place.page,
            reason=reason,
            certify=open_for_number,
            token_serial=token_serial,
            pin=pin,
            scheme=scheme,
        )
    )
    roots = signer().public_roots() if scheme == "public" else signer().trust_roots()
    _require_sound(signed, trust_roots=[*signer().trust_roots(), *roots])
    return _remember(content, signer_code=signer_code, signed=signed, at=at)


def seal_pdf(
    *, pdf: bytes, values: Mapping[str, str], agency_code: str, agency_name: str, at: datetime
) -> bytes:
    """Return the signed `pdf` with number and day written into its open places, signed by the agency.

    Idempotent like `sign_pdf`: the same paper with the same number answers with the same bytes.

    Raises:
        SigningUnavailable: the signing service did not answer; call again.
        SigningRefused: the service will not sign for this agency.
        LookupError: the paper has no open places.
    Law: Decree 30/2020/NĐ-CP, art. 25 and Annex I (chữ ký số của cơ quan).
    """
    content = sha256(pdf + json.dumps(values, sort_keys=True).encode()).hexdigest()
    if (earlier := _signed_before(content, agency_code)) is not None:
        return earlier
    moment = at.astimezone(HANOI).isoformat(timespec="seconds")
    sealed = signer().sign(
        SigningRequest(
            pdf=fill_open_fields(pdf, values),
            signer_code=agency_code,
            signer_name=agency_name,
            agency_name=agency_name,
            at=at,
            stamp_pdf=print_sheet("seal", {"agency_name": agency_name, "signed_at": moment}),
            box=(0, 0, 0, 0),
            into_field=SEAL_FIELD,
        )
    )
    _require_sound(sealed, trust_roots=signer().trust_roots())
    return _remember(content, signer_code=agency_code, signed=sealed, at=at)


def stamp_of(*, signer_name: str, agency_name: str, at: datetime, beside_seal: bool = False) -> bytes:
    """Return what a reader sees of the signature, as a PDF of one small page.

    Args:
        beside_seal: the agency's mark will lie over its left third, and names the agency.
    """
    moment = at.astimezone(HANOI).isoformat(timespec="seconds")
    shown = {"signer_name": signer_name, "agency_name": agency_name, "signed_at": moment}
    return print_sheet("stamp", shown | {"beside_seal": beside_seal})


def _signed_before(content: str, signer_code: str) -> bytes | None:
    row = SignedContent.objects.filter(content_sha256=content, signer_code=signer_code).first()
    return blobs().get(row.signed_sha256) if row is not None else None


@transaction.atomic
def _remember(content: str, *, signer_code: str, signed: bytes, at: datetime) -> bytes:
    """Keep the signed bytes; when another run was faster, its bytes are the answer."""
    kept = blobs().put(signed)
    row, made = SignedContent.objects.get_or_create(
        content_sha256=content,
        signer_code=signer_code,
        defaults={"signed_sha256": kept, "signed_at": at},
    )
    return signed if made else blobs().get(row.signed_sha256)


def _require_sound(signed: bytes, *, trust_roots: list[bytes]) -> None:
    """Never hand out a signature that does not verify or does not lead to the service's root."""
    reports = verify_pdf(signed, trust_roots=trust_roots)
    if not reports or not (reports[-1].valid and reports[-1].trusted):
        raise SigningUnavailable(
            "signing_unsound",
            "Chữ ký số nhận được không đúng. Hệ thống sẽ tự ký lại.",
            "The signature that came back does not verify. It will be tried again.",
        )
