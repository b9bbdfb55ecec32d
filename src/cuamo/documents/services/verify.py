"""Check the signatures of a PDF (kiểm tra chữ ký số)."""

import logging
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from cuamo.documents.services.carried_certificates import carried_certificates_stand
from cuamo.documents.types import SignatureKind, SignatureReport

# pyHanko writes a stack trace for every certificate it cannot trace; the report says it instead.
logging.getLogger("pyhanko.sign").setLevel(logging.CRITICAL)
_GAP = re.compile(rb"<([0-9a-f]+|[0-9A-F]+)>")
_log = logging.getLogger(__name__)


def verify_pdf(
    pdf: bytes, *, trust_roots: Sequence[bytes] = (), public_roots: Sequence[bytes] = ()
) -> list[SignatureReport]:
    """Return one report per signature, oldest first; empty when the PDF is not signed or not a PDF.

    Looks only at what is in the file: asks no authority. A file may be written to break whoever reads it, in
    more ways than a list of errors could name: whatever breaks is an unsigned file, or a signature that does
    not stand.

    Args:
        trust_roots: root certificates (DER) of the State's own service (chứng thư chuyên dùng công vụ) the
            reader trusts; without any root `trusted` is None.
        public_roots: roots (DER) of the public services that issue to citizens and companies.
    Law: Law 20/2023/QH15, art. 22 (kinds of signature); Decree 23/2025/NĐ-CP (checking a signature).
    """
    # pyHanko runs its own event loop, which must not meet one of the caller's thread.
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(_verify, pdf, _Roots(tuple(trust_roots), tuple(public_roots))).result()


def accepted(reports: Sequence[SignatureReport]) -> bool:
    """Say whether a paper stands as it was signed: all signatures good, nothing added but what they allow."""
    return (
        bool(reports)
        and all(report.valid and report.permitted and report.trusted is not False for report in reports)
        and reports[-1].covers_whole_file
    )


@dataclass(frozen=True)
class _Roots:
    official: tuple[bytes, ...]
    public: tuple[bytes, ...]

    @property
    def all(self) -> tuple[bytes, ...]:
        return (*self.official, *self.public)


def _verify(pdf: bytes, trust_roots: _Roots) -> list[SignatureReport]:
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=False)
        embedded = list(reader.embedded_regular_signatures)
    except Exception as error:
        _log.info("no signatures to be read in a PDF: %s", type(error).__name__)
        return []
    return [_report(reader, signature, trust_roots, pdf) for signature in embedded]


def _report(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, roots: _Roots, pdf: bytes
) -> SignatureReport:
    field = str(signature.field_name)
    try:
        return _checked(reader, signature, roots, pdf, field)
    except Exception as error:
        _log.info("a signature that cannot be read: %s", type(error).__name__)
        return SignatureReport(
            field=field,
            signer_name="",
            agency_name="",
            signed_at=None,
            timestamped=False,
            intact=False,
            valid=False,
            covers_whole_file=False,
            trusted=False if roots.all else None,
            long_term=False,
            problem=f"{type(error).__name__}: {error}",
        )


def _checked(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, roots: _Roots, pdf: bytes, field: str
) -> SignatureReport:
    trust_roots = roots.all
    context, long_term = _context(reader, signature, trust_roots)
    status = validate_pdf_signature(signature, context)
    stamped = status.timestamp_validity
    clean = gap_is_clean(pdf, tuple(int(part) for part in signature.byte_range)) and _carries_whole(
        signature, status
    )
    return SignatureReport(
        field=field,
        signer_name=_named(status.signing_cert, "common_name"),
        agency_name=_named(status.signing_cert, "organization_name"),
        signed_at=stamped.timestamp if stamped is not None else _claimed(signature),
        timestamped=stamped is not None and bool(stamped.intact) and bool(stamped.valid),
        intact=bool(status.intact),
        valid=bool(status.intact) and bool(status.valid) and clean,
        covers_whole_file=clean and _covers_whole_file(status),
        trusted=bool(status.trusted) if trust_roots else None,
        long_term=long_term,
        problem="" if status.intact and status.valid and clean else "signed bytes have changed",
        kind=_kind(status, roots),
        permitted=clean and _permitted(status),
    )


def _carries_whole(signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    stamp = _stamp_of(signature)
    paths = [status.validation_path]
    if status.timestamp_validity is not None:
        paths.append(status.timestamp_validity.validation_path)
    known = [one for path in paths if path is not None for one in path.iter_certs(include_root=True)]
    return carried_certificates_stand([signature.signed_data, *([stamp] if stamp is not None else [])], known)


def gap_is_clean(pdf: bytes, byte_range: tuple[int, ...]) -> bool:
    """Say whether the place the signature itself lies in, the one no signature covers, holds nothing else.

    That is hexadecimal digits of one case: a single DER value, then noughts to the end.
    """
    if len(byte_range) != 4:
        return False
    start, length, then, _ = byte_range
    written = _GAP.fullmatch(pdf[start + length : then])
    if written is None or len(written.group(1)) % 2:
        return False
    data = bytes.fromhex(written.group(1).decode())
    end = _der_end(data)
    return 0 < end <= len(data) and not any(data[end:])


def _der_end(data: bytes) -> int:
    """Return where the DER value at the start of `data` ends; 0 when there is none of definite length."""
    if len(data) < 2:
        return 0
    first = data[1]
    if first < 0x80:
        return 2 + first
    size = first & 0x7F
    return 2 + size + int.from_bytes(data[2 : 2 + size], "big") if size else 0


def _kind(status: PdfSignatureStatus, roots: _Roots) -> SignatureKind:
    """Tell an office's signature from a citizen's by its root, a seal from a person by its subject."""
    if not status.trusted or status.validation_path is None:
        return SignatureKind.UNKNOWN
    root = status.validation_path.first.dump()
    if root in roots.public:
        return SignatureKind.PERSONAL
    names = {_named(status.signing_cert, key) for key in ("common_name", "organization_name")}
    return SignatureKind.AGENCY if len(names) == 1 else SignatureKind.OFFICER


def _permitted(status: PdfSignatureStatus) -> bool:
    """Say whether nothing came later but what the signature allows (filling open places, signing)."""
    if not status.intact:
        return False
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    allowed = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING}
    return (
        status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
        and status.docmdp_ok is not False
        and status.modification_level in allowed
    )


def _context(
    reader: PdfFileReader, signature: EmbeddedPdfSignature, trust_roots: Sequence[bytes]
) -> tuple[ValidationContext, bool]:
    arguments: dict[str, Any] = {
        "trust_roots": [x509.Certificate.load(root) for root in trust_roots],
        "allow_fetching": False,
        "revocation_mode": "soft-fail",
        "retroactive_revinfo": True,
    }
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return ValidationContext(**arguments), False
    moment = _stamped_moment(signature)
    if moment is not None:
        arguments["moment"] = moment
    return store.as_validation_context(arguments), bool(store.ocsps or store.crls)


def _stamped_moment(signature: EmbeddedPdfSignature) -> datetime | None:
    """Return the moment of the signature's time stamp, as the authority wrote it."""
    stamp = _stamp_of(signature)
    if stamp is None:
        return None
    moment: datetime = stamp["encap_content_info"]["content"].parsed["gen_time"].native
    return moment


def _stamp_of(signature: EmbeddedPdfSignature) -> cms.SignedData | None:
    """Return the time stamp the signature carries."""
    for attribute in signature.signer_info["unsigned_attrs"]:
        if attribute["type"].native == "signature_time_stamp_token":
            return attribute["values"][0]["content"]
    return None


def _claimed(signature: EmbeddedPdfSignature) -> datetime | None:
    moment: datetime | None = signature.self_reported_timestamp
    return moment


def _covers_whole_file(status: PdfSignatureStatus) -> bool:
    if not status.intact:
        return False
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    archived = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}
    return status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and status.modification_level in archived


def _named(certificate: x509.Certificate, key: str) -> str:
    return str(certificate.subject.native.get(key, ""))
