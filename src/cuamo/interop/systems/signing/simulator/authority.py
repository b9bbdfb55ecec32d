"""The certificate authority: root, issuing authority, OCSP, time stamps, one certificate a signer."""

import threading
from pathlib import Path
from typing import Any

from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, PKIArchitecture
from werkzeug.wrappers import Request, Response

from cuamo.interop.systems.signing.simulator.keys import ensure_key, keep_keys, sign_digest
from cuamo.interop.systems.signing.simulator.memory import Memory, SignerRow

ARCH = "cuamo"
TIME_STAMP_PATH = f"/{ARCH}/tsa/tsa"
_STANDING = ("root", "issuing", "ocsp", "tsa", "public")
_SINCE, _UNTIL = "2026-01-01T00:00:00+0000", "2046-01-01T00:00:00+0000"


class Authority:
    """The public-key infrastructure of one state folder, served at one address."""

    def __init__(self, folder: Path, *, base_url: str, memory: Memory) -> None:
        self._folder = folder
        self._base_url = base_url
        self._memory = memory
        self._lock = threading.RLock()
        keep_keys()
        for name in _STANDING:
            ensure_key(self._key_path(name))
        self.reload()

    def reload(self) -> None:
        """Build the certificates anew from what is remembered; unchanged ones come out byte for byte."""
        with self._lock:
            signers = self._memory.signers()
            for signer in signers:
                ensure_key(self._key_path(_label(signer)))
            config = CertomancerConfig(
                self._config(signers), key_search_dir=str(self._folder), external_url_prefix=self._base_url
            )
            self._arch: PKIArchitecture = config.get_pki_arch(ArchLabel(ARCH))
            self._animator = Animator(
                AnimatorArchStore({ArchLabel(ARCH): self._arch}), with_web_ui=False, allow_time_override=False
            )

    def serve(self, request: Request) -> Response:
        """Answer OCSP, CRL, time-stamp and certificate requests."""
        with self._lock:
            answer: Response = self._animator.dispatch(request)
            return answer

    def certificate(self, label: str) -> bytes:
        """Return a certificate (DER): `root`, `issuing` or a signer's."""
        with self._lock:
            return bytes(self._arch.get_cert(CertLabel(label)).dump())

    def certificate_of(self, signer: SignerRow) -> bytes:
        """Return the signer's certificate (DER), issued on first sight."""
        with self._lock:
            if not self._key_path(_label(signer)).exists():
                self.reload()
            return self.certificate(_label(signer))

    def sign(self, signer: SignerRow, digest: bytes) -> bytes:
        """Return the signer's signature over a SHA-256 digest."""
        return sign_digest(self._key_path(_label(signer)), digest)

    def _key_path(self, name: str) -> Path:
        return self._folder / "keys" / f"{name}.pem"

    def _config(self, signers: list[SignerRow]) -> dict[str, Any]:
        names = [*_STANDING, *(_label(signer) for signer in signers)]
        return {
            "keysets": {
                ARCH: {"path-prefix": "keys", "keys": {name: {"path": f"{name}.pem"} for name in names}}
            },
            "pki-architectures": {
                ARCH: {
                    "keyset": ARCH,
                    "entity-defaults": {"country-name": "VN"},
                    "entities": _standing_entities() | {_label(row): _entity(row) for row in signers},
                    "certs": _standing_certs() | {_label(row): _signer_cert(row) for row in signers},
                    "services": _services(),
                }
            },
        }


def _label(signer: SignerRow) -> str:
    return f"signer-{signer.number}"


def _standing_entities() -> dict[str, Any]:
    service = "Dịch vụ ký số mô phỏng"
    return {
        "root": {"organization-name": service, "common-name": "Chứng thực gốc (mô phỏng)"},
        "issuing": {"organization-name": service, "common-name": "Chứng thực ký số cơ quan (mô phỏng)"},
        "ocsp": {"organization-name": service, "common-name": "OCSP (mô phỏng)"},
        "tsa": {"organization-name": service, "common-name": "Dấu thời gian (mô phỏng)"},
        "public": {
            "organization-name": "Nhà cung cấp chữ ký số công cộng (mô phỏng)",
            "common-name": "Chứng thực công cộng (mô phỏng)",
        },
    }


def _entity(signer: SignerRow) -> dict[str, Any]:
    # X.520 bounds both at 64 characters.
    return {"organization-name": signer.agency[:64] or "Không rõ", "common-name": signer.name[:64]}


def _validity() -> dict[str, str]:
    return {"valid-from": _SINCE, "valid-to": _UNTIL}


def _usage(*names: str) -> dict[str, Any]:
    value = {"schema": "key-usage", "params": list(names)}
    return {"id": "key_usage", "critical": True, "smart-value": value}


def _ca(path_length: int | None = None) -> dict[str, Any]:
    value: dict[str, Any] = {"ca": True}
    if path_length is not None:
        value["path_len_constraint"] = path_length
    return {"id": "basic_constraints", "critical": True, "value": value}


def _crl(repository: str) -> dict[str, Any]:
    params = {"crl-repo-names": [repository]}
    return {"id": "crl_distribution_points", "smart-value": {"schema": "crl-dist-url", "params": params}}


def _standing_certs() -> dict[str, Any]:
    def issued(subject: str, issuer: str, *extensions: dict[str, Any]) -> dict[str, Any]:
        return {"subject": subject, "issuer": issuer, "validity": _validity(), "extensions": list(extensions)}

    return {
        "root": issued("root", "root", _ca(), _usage("digital_signature", "key_cert_sign", "crl_sign")),
        "public": issued("public", "public", _ca(), _usage("digital_signature", "key_cert_sign", "crl_sign")),
        "issuing": issued(
            "issuing", "root", _ca(0), _usage("digital_signature", "key_cert_sign", "crl_sign"), _crl("root")
        ),
        "ocsp": issued(
            "ocsp",
            "issuing",
            _usage("digital_signature"),
            {"id": "extended_key_usage", "value": ["ocsp_signing"]},
            {"id": "ocsp_no_check"},
        ),
        "tsa": issued(
            "tsa",
            "root",
            _usage("digital_signature"),
            {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]},
            _crl("root"),
        ),
    }


def _signer_cert(signer: SignerRow) -> dict[str, Any]:
    issuer = "public" if signer.scheme == "public" else "issuing"
    asked = {
        "id": "authority_information_access",
        "smart-value": {"schema": "aia-urls", "params": {"ocsp-responder-names": ["ocsp"]}},
    }
    cert: dict[str, Any] = {
        "subject": _label(signer),
        "issuer": issuer,
        "serial": 1000 + signer.number,
        "validity": _validity() | ({"valid-to": signer.until} if signer.until else {}),
        "extensions": [
            _usage("digital_signature", "non_repudiation"),
            _crl(issuer),
            *([asked] if issuer == "issuing" else []),
        ],
    }
    if signer.revoked_at:
        cert["revocation"] = {"revoked-since": signer.revoked_at, "reason": "cessation_of_operation"}
    return cert


def _services() -> dict[str, Any]:
    return {
        "ocsp": {"ocsp": {"for-issuer": "issuing", "responder-cert": "ocsp", "signing-key": "ocsp"}},
        "crl-repo": {
            name: {"for-issuer": name, "signing-key": name, "simulated-update-schedule": schedule}
            for name, schedule in (("root", "P90D"), ("issuing", "P7D"), ("public", "P7D"))
        },
        "time-stamping": {"tsa": {"signing-key": "tsa", "signing-cert": "tsa"}},
    }
