"""`DocumentSigner` on a remote signing service: the PDF never leaves the house, only its digest does."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from tempfile import NamedTemporaryFile

import httpx
from asn1crypto import tsp, x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.general import SigningError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError
from pyhanko_certvalidator.fetchers.requests_fetchers import RequestsFetcherBackend
from pyhanko_certvalidator.registry import SimpleCertificateStore

from cuamo.documents.errors import SigningRefused, SigningUnavailable
from cuamo.documents.types import SigningRequest, TokenCertificate
from cuamo.interop.systems.signing import errors
from cuamo.interop.systems.signing.client import SigningClient
from cuamo.interop.systems.signing.messages import Credentials, token_from
from cuamo.kernel.clock import HANOI

_SIGNATURE_BYTES = 256
_FETCH_SECONDS = 10
_ROOM_FOR_SIGNATURE = 32_768
_WHOLE_BOX = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MID, y_align=layout.AxisAlignment.ALIGN_MID
)


class RemoteDocumentSigner:
    """Signs PAdES B-LT: signature, time stamp, and the revocation answers a later reader needs."""

    def __init__(self, base_url: str, secret: str) -> None:
        self._client = SigningClient(base_url, secret)

    def sign(self, request: SigningRequest) -> bytes:
        # pyHanko runs its own event loop, which must not meet one of the caller's thread.
        with ThreadPoolExecutor(max_workers=1) as apart:
            return apart.submit(self._sign, request).result()

    def trust_roots(self) -> list[bytes]:
        return [self._client.root()]

    def public_roots(self) -> list[bytes]:
        return [self._client.root("public")]

    def tokens(self) -> list[TokenCertificate]:
        return [token_from(one) for one in self._client.tokens()]

    def _sign(self, request: SigningRequest) -> bytes:
        held = self._client.credentials(
            signer_code=request.signer_code,
            signer_name=request.signer_name,
            agency_name=request.agency_name,
            scheme=request.scheme,
        )
        if request.token_serial:
            held = self._on_token(request, held)
        _require_term(held, request)
        try:
            return asyncio.run(self._signed(request, held))
        except (SigningUnavailable, SigningRefused):
            raise
        except (PathError, SigningError) as error:
            if _is_revoked(error):
                raise errors.revoked(request.signer_name) from error
            raise errors.unavailable(str(error)) from error
        except (PdfError, httpx.HTTPError, OSError) as error:
            raise errors.unavailable(str(error)) from error

    def _on_token(self, request: SigningRequest, held: Credentials) -> Credentials:
        """Return the credentials with the certificate of the token in place of the service's own."""
        found = next((one for one in self.tokens() if one.serial == request.token_serial), None)
        if found is None:
            raise errors.of_answer("token_absent", "", fallback="token_absent")
        return replace(held, certificate=found.certificate, chain=found.chain, root=found.root)

    async def _signed(self, request: SigningRequest, held: Credentials) -> bytes:
        root = x509.Certificate.load(held.root)
        roots = [root, x509.Certificate.load(held.time_stamp_root)]
        chain = [x509.Certificate.load(item) for item in held.chain]
        certificates = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # untyped in pyHanko
        certificates.register_multiple([*chain, *roots])
        signer = _RemoteSigner(
            self._client,
            request,
            signing_cert=x509.Certificate.load(held.certificate),
            cert_registry=certificates,
        )
        writer = IncrementalPdfFileWriter(BytesIO(request.pdf))
        field = request.into_field or _free_field_name(request.pdf)
        if not request.into_field:
            fields.append_signature_field(
                writer, fields.SigFieldSpec(field, on_page=request.page, box=request.box)
            )
        metadata = signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            name=request.signer_name,
            reason=request.reason or None,
            location=request.location or None,
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=request.certify,
            docmdp_permissions=fields.MDPPerm.FILL_FORMS,
            embed_validation_info=True,
            validation_context=ValidationContext(
                trust_roots=roots,
                other_certs=chain,
                allow_fetching=True,
                revocation_mode="hard-fail",
                fetchers=RequestsFetcherBackend(per_request_timeout=_FETCH_SECONDS).get_fetchers(),
            ),
        )
        with NamedTemporaryFile(suffix=".pdf") as stamp:
            stamp.write(request.stamp_pdf)
            stamp.flush()
            pdf_signer = signers.PdfSigner(
                metadata,
                signer=signer,
                timestamper=_ServiceTimeStamper(self._client, held.time_stamp_path),
                stamp_style=StaticStampStyle.from_pdf_file(
                    stamp.name, border_width=0, background_opacity=1.0, background_layout=_WHOLE_BOX
                ),
            )
            out = await pdf_signer.async_sign_pdf(writer, bytes_reserved=_ROOM_FOR_SIGNATURE)
        signed: bytes = out.getvalue()
        return signed


class _RemoteSigner(signers.Signer):
    """Sends the digest of what is to be signed to the service."""

    def __init__(
        self,
        client: SigningClient,
        request: SigningRequest,
        *,
        signing_cert: x509.Certificate,
        cert_registry: SimpleCertificateStore,
    ) -> None:
        super().__init__(
            signing_cert=signing_cert,
            cert_registry=cert_registry,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": "sha256_rsa"}),
        )
        self._client = client
        self._request = request

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(_SIGNATURE_BYTES)
        digest = sha256(data).digest()
        serial, pin = self._request.token_serial, self._request.pin
        if serial:
            return await asyncio.to_thread(self._client.token_sign, serial=serial, pin=pin, digest=digest)
        code = self._request.signer_code
        request_id = sha256(code.encode() + b"\0" + digest).hexdigest()
        return await asyncio.to_thread(
            self._client.sign, request_id=request_id, signer_code=code, digest=digest
        )


class _ServiceTimeStamper(timestamps.TimeStamper):
    """Asks the service's time-stamp authority (RFC 3161)."""

    def __init__(self, client: SigningClient, path: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # untyped in pyHanko
        self._client = client
        self._path = path

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        answer = await asyncio.to_thread(
            self._client.post_bytes, self._path, req.dump(), content_type="application/timestamp-query"
        )
        try:
            return tsp.TimeStampResp.load(answer, strict=True)
        except ValueError as error:
            raise errors.unavailable("the time stamp is not one") from error


def _require_term(held: Credentials, request: SigningRequest) -> None:
    """Refuse a certificate whose term has ended, before anything is signed with it."""
    until = x509.Certificate.load(held.certificate).not_valid_after
    if until < datetime.now(UTC):
        raise errors.expired(request.signer_name, f"{until.astimezone(HANOI):%d/%m/%Y}")


def _free_field_name(pdf: bytes) -> str:
    """Return the name of the next signature field: ChuKy1, ChuKy2, …"""
    number = 1
    while f"ChuKy{number}".encode() in pdf:
        number += 1
    return f"ChuKy{number}"


def _is_revoked(error: BaseException | None) -> bool:
    while error is not None:
        if "revoked" in str(error).lower() or type(error).__name__ == "RevokedError":
            return True
        error = error.__cause__ or error.__context__
    return False
