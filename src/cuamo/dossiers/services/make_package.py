"""Make a copy of a person's data to take away, hand it to that person alone, and drop it after a day."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string

from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.selectors.parts import blobs
from cuamo.dossiers.jobs import make_data_package as make_data_package_job
from cuamo.dossiers.models import DataPackage, DataRequest
from cuamo.dossiers.rules.data_request import DataState, Kind, Outcome
from cuamo.dossiers.selectors.data_requests import own_package, own_request, package_lives
from cuamo.dossiers.selectors.own_data import dossier_record, dossiers_held, other_records, record_of
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.crypto import seal, unseal
from cuamo.kernel.errors import Conflict, DomainError, IllegalTransition, NotFound

GIVEN_UP = timedelta(hours=1)
"""After which a copy that was begun and not finished may be asked for again."""
SEALED_FOR = "data-package"
README = (
    "Mở tệp index.html bằng trình duyệt, không cần mạng.\n"
    "du-lieu.json có cùng nội dung cho máy đọc.\n"
    "Gói này chứa dữ liệu cá nhân: không gửi cho người khác.\n"
)


@transaction.atomic
def start_package(request: DataRequest, *, at: datetime) -> DataPackage:
    """Have the copy made in the background; one that lives is taken as it is, one that is over is dropped."""
    living = DataPackage.objects.filter(request=request).exclude(state="GONE").first()
    if living is not None and not is_over(living, at=at):
        return living
    if living is not None:
        _drop(living, at=at)
    total = len(dossiers_held(request.person_id)) + 1
    package = DataPackage.objects.create(request=request, total=total, asked_at=at)
    make_data_package_job.enqueue(package_id=str(package.id))
    return package


@transaction.atomic
def ask_package_again(*, request_id: UUID, citizen: Actor, at: datetime) -> DataPackage:
    """Make the copy of a granted request once more, when the one before is gone.

    Raises:
        NotFound: it is not theirs. IllegalTransition: no copy was granted.
    """
    found = own_request(citizen.person_id, request_id)
    DataRequest.objects.select_for_update(of=("self",)).get(id=found.id)
    granted = found.state == DataState.ANSWERED and found.outcome in {Outcome.GRANTED, Outcome.PARTLY}
    if found.kind != Kind.ACCESS or not granted:
        raise IllegalTransition(
            "data_package.not_granted",
            "Yêu cầu này chưa được trả lời nên chưa có bản sao dữ liệu.",
            "This request is not answered yet; there is no copy.",
        )
    package = start_package(found, at=at)
    events.record("data_request.package_asked", found.id, actor=citizen, at=at, package=str(package.id))
    return package


def is_over(package: DataPackage, *, at: datetime) -> bool:
    """Say whether the copy can be had no more: its day is over, or nobody has finished it within an hour."""
    if package.state == "WAITING":
        return package.asked_at < at - GIVEN_UP
    return package.state == "GONE" or package.expires_at is None or package.expires_at <= at


def make_package(*, package_id: UUID, at: datetime) -> None:
    """Make the copy (gói dữ liệu): a page that opens without network, the same as JSON, and the files.

    How far it is can be seen while it runs; after a fall it begins anew. A second run finds it done.
    """
    package = DataPackage.objects.select_related("request__person").get(id=package_id)
    if package.state != "WAITING":
        return
    person = package.request.person
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:

        def keep(name: str, file: StoredFile) -> str | None:
            try:
                data = content_of(file)
            except (OSError, DomainError):
                return None
            archive.writestr(name, data)
            return name

        dossiers = []
        for number, dossier_id in enumerate(dossiers_held(person.id), start=1):
            dossiers.append(dossier_record(dossier_id, keep=keep, now=at))
            DataPackage.objects.filter(id=package.id).update(done=number)
        whole: dict[str, Any] = {
            "yeu_cau_so": package.request.number,
            "lap_luc": to_hanoi(at).isoformat(timespec="seconds"),
            "nguoi": record_of(person),
            "ho_so": dossiers,
        } | other_records(person.id, keep=keep)
        archive.writestr("index.html", render_to_string("package/index.html", whole | {"made_at": at}))
        archive.writestr("du-lieu.json", json.dumps(whole, ensure_ascii=False, indent=1))
        archive.writestr("DOC-TRUOC.txt", README)
    data = into.getvalue()
    _keep(package.id, data, at)


@transaction.atomic
def fetch_package(*, package_id: UUID, citizen: Actor, at: datetime) -> tuple[str, bytes]:
    """Return the name and the bytes of the copy to the person it is about; records that it was fetched.

    Raises:
        NotFound: it is somebody else's, or there is none.
        Conflict: it is not ready, or its day is over.
    """
    mine = own_package(citizen.person_id, package_id)
    if mine is None:
        raise NotFound("data_package.unknown", "Không thấy gói dữ liệu này.", "There is no such copy.")
    package = DataPackage.objects.select_for_update(of=("self",)).select_related("request").get(id=mine.id)
    if package.state != "READY" or package.expires_at is None or package.expires_at <= at:
        raise Conflict(
            "data_package.gone",
            "Gói dữ liệu này chưa có hoặc đã hết 24 giờ.",
            "This copy is not ready, or its 24 hours are over.",
            hint_vi="Mở lại yêu cầu rồi bấm «Làm lại gói».",
            hint_en="Open the request and have it made again.",
        )
    data = unseal(blobs().get(package.sha256), purpose=SEALED_FOR)
    package.fetched += 1
    package.last_fetched_at = at
    package.save(update_fields=["fetched", "last_fetched_at"])
    events.record(
        "data_request.package_fetched", package.request_id, actor=citizen, at=at, package=str(package.id)
    )
    return f"du-lieu-cua-toi-{package.request.number}.zip", data


def drop_packages(*, at: datetime) -> int:
    """Drop copies whose day is over, bytes first; return how many. Running it again finds none."""
    over = DataPackage.objects.filter(state="READY", expires_at__lte=at)
    dropped = 0
    for package in over.order_by("expires_at")[:500]:
        dropped += _drop(package, at=at)
    return dropped


def _drop(package: DataPackage, *, at: datetime) -> int:
    if package.sha256:
        blobs().remove(package.sha256)
    return _gone(package.id, package.state, at)


@transaction.atomic
def _gone(package_id: UUID, state: str, at: datetime) -> int:
    package = DataPackage.objects.select_for_update().get(id=package_id)
    if package.state != state:
        return 0
    package.state, package.sha256 = "GONE", ""
    package.save(update_fields=["state", "sha256"])
    events.record(
        "data_request.package_dropped", package.request_id, actor=SYSTEM, at=at, package=str(package.id)
    )
    return 1


@transaction.atomic
def _keep(package_id: UUID, data: bytes, at: datetime) -> None:
    package = DataPackage.objects.select_for_update().get(id=package_id)
    if package.state != "WAITING":
        return
    package.sha256 = blobs().put(seal(data, purpose=SEALED_FOR))
    package.state, package.size, package.done = "READY", len(data), package.total
    package.ready_at, package.expires_at = at, at + package_lives()
    package.save(update_fields=["sha256", "state", "size", "done", "ready_at", "expires_at"])
    events.record(
        "data_request.package_made",
        package.request_id,
        actor=SYSTEM,
        at=at,
        package=str(package.id),
        size=package.size,
        expires_at=package.expires_at.isoformat(),
    )
