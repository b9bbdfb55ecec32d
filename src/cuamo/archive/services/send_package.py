"""Hand a package to the archive and keep what it answers."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.archive import policies
from cuamo.archive.errors import ArchiveRefused
from cuamo.archive.jobs import send_package as send_job
from cuamo.archive.models import Keeping, Package
from cuamo.archive.ports import ArchiveStore
from cuamo.archive.rules.package_check import check_package
from cuamo.archive.selectors.holds import holds_of
from cuamo.archive.services.build_package import hash_of, maker_of, package_path
from cuamo.archive.types import PackageState, Receipt
from cuamo.kernel import events, ports
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound

MAY_BE_SENT = (PackageState.READY, PackageState.SENDING)
STALE = (
    "Sau khi lập gói, {codes} đã thay đổi kết quả hoặc đang bị giữ lại. "
    "Không có hồ sơ nào được ghi là đã nộp. Lập gói lại."
)
NAMED = 5
DAMAGED = "Gói bị hỏng trước khi nộp (mã băm không khớp). Không có hồ sơ nào được ghi là đã nộp. Lập gói lại."
ONLINE, BY_FILE = "ONLINE", "FILE"


@transaction.atomic
def start_sending(*, package_id: UUID, officer: Actor, at: datetime) -> Package:
    """Have a built package handed to the archive in the background.

    Where a dossier of it changed or was held since it was packed, the package is refused instead and says
    which; its dossiers are due again.

    Raises:
        NotFound, NotPermitted: `officer` keeps no records there.
        IllegalTransition: it is not built, or the archive has it.
    """
    package = lock_package(package_id)
    policies.require_keeper(officer, package.unit_code)
    _require(package, (PackageState.READY,))
    if fault := stale_of(package, at):
        return _refuse(package_id, fault, at)
    package.state, package.sent_at, package.problem = PackageState.SENDING, at, ""
    package.save(update_fields=["state", "sent_at", "problem"])
    events.record("archive.package_sent", package.id, actor=officer, at=at, number=package.number)
    send_job.enqueue(package_id=str(package.id))
    return package


def send_package(*, package_id: UUID, at: datetime) -> None:
    """Check the package once more, hand it over, keep the receipt; a second run finds it received.

    A damaged package is not handed over and nothing is marked as archived; its dossiers are due again.

    Raises:
        ArchiveUnavailable: no answer; the job comes back.
    """
    package = Package.objects.get(id=package_id)
    if package.state != PackageState.SENDING:
        return
    if fault := fault_of(package) or stale_of(package, at):
        _refuse(package_id, fault, at)
        return
    store = ports.get(ArchiveStore)  # type: ignore[type-abstract]  # a port is its Protocol
    try:
        receipt = store.submit(
            package=package_path(package),
            number=package.number,
            sha256=package.sha256,
            dossiers=len(package.dossiers),
        )
        _receive(package_id, receipt, ONLINE, maker_of(package), at)
    except ArchiveRefused as refused:
        _refuse(package_id, refused.vi, at)


@transaction.atomic
def record_receipt(*, package_id: UUID, officer: Actor, receipt: Receipt, at: datetime) -> Package:
    """Keep the receipt of a package that was handed over as a file (biên bản giao nhận).

    Raises:
        NotFound, NotPermitted: `officer` keeps no records there.
        IllegalTransition: it is not built, or the archive has it.
        Invalid: the receipt is of other content, of a day to come, or lacks something.
    """
    package = lock_package(package_id)
    policies.require_keeper(officer, package.unit_code)
    _require(package, MAY_BE_SENT)
    if not receipt.number.strip() or not receipt.received_by.strip():
        raise Invalid(
            "receipt.empty",
            "Cần số biên bản và người nhận.",
            "The receipt's number and who received it are needed.",
            where="so",
        )
    if to_hanoi(receipt.received_at).date() > to_hanoi(at).date():
        raise Invalid(
            "receipt.to_come",
            "Ngày nhận chưa tới. Ghi đúng ngày trên biên bản.",
            "The day is still to come. Give the day on the receipt.",
            where="ngay",
        )
    try:
        return _receive(package_id, receipt, BY_FILE, officer, at)
    except ArchiveRefused:
        raise Invalid(
            "receipt.other",
            "Mã băm trên biên bản khác mã băm của gói này: kho đã nhận một tệp khác.",
            "The hash on the receipt is not this package's: the archive received another file.",
            where="ma_bam",
            hint_vi="Xem lại gói đã giao; tải gói ở đây và giao lại nếu cần.",
            hint_en="Look at what was handed over; download the package here and hand it over again.",
        ) from None


@transaction.atomic
def _receive(package_id: UUID, receipt: Receipt, way: str, actor: Actor, at: datetime) -> Package:
    package = lock_package(package_id)
    if package.state == PackageState.RECEIVED:
        return package
    if receipt.sha256.lower() != package.sha256 or receipt.dossiers != len(package.dossiers):
        raise ArchiveRefused("biên bản không khớp với gói đã nộp.")
    kept = asdict(receipt) | {"received_at": receipt.received_at.isoformat(), "way": way}
    package.receipt, package.state = kept, PackageState.RECEIVED
    package.received_at, package.problem = receipt.received_at, ""
    package.save()
    keepings = Keeping.objects.filter(package=package)
    for keeping in keepings.order_by("dossier_id"):
        events.record(
            "archive.dossier_archived",
            keeping.dossier_id,
            actor=actor,
            at=at,
            package=package.number,
            receipt=receipt.number,
            sha256=package.sha256,
        )
    keepings.filter(changed_at__gt=package.made_at).update(package=None)
    keepings.update(archived_at=receipt.received_at)
    events.record(
        "archive.package_received",
        package.id,
        actor=actor,
        at=at,
        number=package.number,
        receipt=receipt.number,
        sha256=package.sha256,
        dossiers=len(package.dossiers),
    )
    path = package_path(package)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return package


@transaction.atomic
def _refuse(package_id: UUID, why: str, at: datetime) -> Package:
    package = lock_package(package_id)
    if package.state not in MAY_BE_SENT:
        return package
    package.state, package.problem = PackageState.REFUSED, why
    package.save(update_fields=["state", "problem"])
    Keeping.objects.filter(package=package).update(package=None)
    events.record(
        "archive.package_refused", package.id, actor=maker_of(package), at=at, number=package.number
    )
    path = package_path(package)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return package


@transaction.atomic
def drop_package(*, package_id: UUID, officer: Actor, at: datetime) -> Package:
    """Give up a package that the archive does not have (bỏ gói); its dossiers are due again.

    Records `archive.package_dropped`.

    Raises:
        NotFound, NotPermitted: `officer` keeps no records there.
        IllegalTransition: it is on its way to the archive, there already, or given up before.
    """
    package = lock_package(package_id)
    policies.require_keeper(officer, package.unit_code)
    _require(package, (PackageState.BUILDING, PackageState.READY))
    package.state, package.problem = PackageState.REFUSED, "Văn thư đã bỏ gói này. Các hồ sơ lại đến hạn nộp."
    package.save(update_fields=["state", "problem"])
    Keeping.objects.filter(package=package).update(package=None)
    events.record("archive.package_dropped", package.id, actor=officer, at=at, number=package.number)
    path = package_path(package)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return package


def stale_of(package: Package, at: datetime) -> str:
    """Return which dossiers changed or were held since the package was begun; empty when none."""
    codes = [
        keeping.code
        for keeping in Keeping.objects.filter(package=package).order_by("code")
        if (keeping.changed_at and keeping.changed_at > package.made_at)
        or holds_of(keeping.dossier_id, at=at)
    ]
    more = f" và {len(codes) - NAMED} hồ sơ khác" if len(codes) > NAMED else ""
    return STALE.format(codes=", ".join(codes[:NAMED]) + more) if codes else ""


def fault_of(package: Package) -> str:
    """Return what is wrong with the package on the disk; empty when it is whole."""
    path = package_path(package)
    if not path.exists():
        return "Không thấy tệp của gói. Lập gói lại."
    if hash_of(path) != package.sha256 or not check_package(path).intact:
        return DAMAGED
    return ""


def lock_package(package_id: UUID) -> Package:
    """Return the package, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    package = Package.objects.select_for_update().filter(id=package_id).first()
    if package is None:
        raise NotFound("package.unknown", "Không thấy gói này.", "There is no such package.")
    return package


def _require(package: Package, states: tuple[PackageState, ...]) -> None:
    if package.state not in states:
        raise IllegalTransition(
            "package.state",
            f"Gói đang ở trạng thái «{PackageState(package.state).label}», không làm được bước này.",
            "The package is in another state; this step is not possible.",
            hint_vi="Tải lại trang để xem trạng thái mới nhất.",
            hint_en="Reload the page to see its latest state.",
        )
