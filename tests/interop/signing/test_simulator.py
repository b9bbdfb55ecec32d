"""The signing service's protocol, as any client meets it."""

import base64
import hmac
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509.oid import NameOID

from tests.support import http
from tests.support.simulators import listening_socket, running_simulator

SECRET = "a-shared-secret"
DIGEST = sha256(b"content").digest()
SIGNER = {"signer_code": "L-1", "signer_name": "Phạm Văn Ví Dụ", "agency_name": "UBND phường Kim Liên"}


@pytest.fixture(scope="module")
def service() -> Iterator[str]:
    with running_simulator("signing", environment={"CUAMO_SIGNING_SECRET": SECRET}) as url:
        yield url


def _post(url, path, asked, *, secret=SECRET, moment=None):
    body = json.dumps(asked).encode()
    told = str(moment if moment is not None else int(time.time()))
    proof = hmac.new(secret.encode(), told.encode() + b"." + body, sha256).hexdigest()
    return http.post(f"{url}{path}", content=body, headers={"X-Timestamp": told, "X-Signature": proof})


def _asked(request_id="r-1", digest=DIGEST, code="L-1", algorithm="sha256"):
    return {
        "request_id": request_id,
        "signer_code": code,
        "digest_algorithm": algorithm,
        "digest": base64.b64encode(digest).decode(),
    }


def _certificate(answer):
    return x509.load_der_x509_certificate(base64.b64decode(answer.json()["certificate"]))


def test_a_certificate_is_issued_on_demand_with_the_signer_s_name(service):
    certificate = _certificate(_post(service, "/credentials", SIGNER))

    names = {attribute.oid: attribute.value for attribute in certificate.subject}
    assert names[NameOID.COMMON_NAME] == "Phạm Văn Ví Dụ"
    assert names[NameOID.ORGANIZATION_NAME] == "UBND phường Kim Liên"


def test_the_signature_is_the_certificate_s(service):
    certificate = _certificate(_post(service, "/credentials", SIGNER))

    signature = base64.b64decode(_post(service, "/sign", _asked("r-sig")).json()["signature"])

    certificate.public_key().verify(signature, DIGEST, padding.PKCS1v15(), Prehashed(hashes.SHA256()))


def test_the_same_request_answers_the_same_and_another_content_is_a_conflict(service):
    _post(service, "/credentials", SIGNER)

    first, second = _post(service, "/sign", _asked("r-2")), _post(service, "/sign", _asked("r-2"))

    assert (first.status_code, first.json()) == (200, second.json())
    assert _post(service, "/sign", _asked("r-2", digest=bytes(32))).status_code == 409


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"secret": "wrong"}, "signature"),
        ({"moment": 0}, "timestamp"),
        ({"moment": "soon"}, "timestamp"),
    ],
)
def test_a_request_without_its_proof_is_refused(service, options, code):
    answer = _post(service, "/sign", _asked("r-3"), **options)

    assert (answer.status_code, answer.json()["code"]) == (401, code)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (_asked(digest=b"short"), 400),
        (_asked(algorithm="md5"), 400),
        (_asked(code="nobody"), 403),
        (_asked(request_id=""), 400),
        ({"request_id": 1}, 400),
        ([], 400),
    ],
)
def test_a_wrong_request_is_refused_by_name(service, asked, status):
    assert _post(service, "/sign", asked).status_code == status


def test_a_kill_loses_no_signer_and_no_signature(tmp_path):
    place, environment = listening_socket(), {"CUAMO_SIGNING_SECRET": SECRET}
    with running_simulator("signing", state=tmp_path, place=place, environment=environment) as url:
        certificate = _certificate(_post(url, "/credentials", SIGNER))
        signature = _post(url, "/sign", _asked("r-kill")).json()
        found = subprocess.run(
            ["pgrep", "-f", f"signing.simulator --fd .* --state {tmp_path}"],
            capture_output=True,
            text=True,
            check=True,
        )
        for process in found.stdout.split():
            os.kill(int(process), signal.SIGKILL)

    with place, running_simulator("signing", state=tmp_path, place=place, environment=environment) as url:
        assert _certificate(_post(url, "/credentials", SIGNER)) == certificate
        assert _post(url, "/sign", _asked("r-kill")).json() == signature


def test_the_page_shows_who_signed_and_escapes_names(service):
    _post(
        service, "/credentials", SIGNER | {"signer_code": "L-x", "signer_name": "<script>alert(1)</script>"}
    )
    _post(service, "/sign", _asked("r-page"))

    page = http.get(service).text

    assert "Phạm Văn Ví Dụ" in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_fault_is_chosen_and_taken_back(service):
    http.post(f"{service}/control", data={"mode": "error"})
    assert _post(service, "/sign", _asked("r-4")).status_code == 503
    assert http.get(f"{service}/healthz").status_code == 200

    http.post(f"{service}/control", json={"mode": "normal"})
    assert _post(service, "/sign", _asked("r-4")).status_code == 200
    assert http.post(f"{service}/control", json={"mode": "explode"}).status_code == 400


def test_it_does_not_start_without_a_secret():
    with (
        pytest.raises(RuntimeError, match="CUAMO_SIGNING_SECRET is not set"),
        running_simulator("signing", environment={"CUAMO_SIGNING_SECRET": ""}),
    ):
        pass
