"""Which adapter stands behind which port. Called once when the product starts."""

from django.conf import settings

from cuamo.archive.ports import ArchiveStore
from cuamo.archive.selectors.held_dossiers import HeldByArchive
from cuamo.delivery.ports import Carriers, EvidenceStore, MandateBook
from cuamo.documents.ports import BlobStore, DocumentSigner, MalwareScanner, PageReader, Speaker
from cuamo.documents.services.folder_blobs import FolderBlobs
from cuamo.documents.services.keep_evidence import EvidenceKeeper
from cuamo.dossiers.ports import HeldDossiers
from cuamo.dossiers.selectors.mandate_book import MandatesInHouse
from cuamo.interop.systems.archive.adapter import ElectronicArchive
from cuamo.interop.systems.carrying.contracted import ContractedCarriers
from cuamo.interop.systems.clamd.adapter import scanner_at
from cuamo.interop.systems.payment.adapter import PlatformGateway
from cuamo.interop.systems.payment.files_client import PlatformFiles
from cuamo.interop.systems.reading.adapter import reader_of_this_machine
from cuamo.interop.systems.signing.adapter import RemoteDocumentSigner
from cuamo.interop.systems.sms.adapter import GatewaySmsSender
from cuamo.interop.systems.speech.adapter import speaker_of_this_machine
from cuamo.interop.systems.viettelpost.adapter import ViettelPost
from cuamo.interop.systems.vnpost.adapter import VietnamPost
from cuamo.kernel import ports
from cuamo.kernel.rehearsal import outside
from cuamo.notices.ports import SmsSender
from cuamo.payments.ports import MoneyFiles, PaymentGateway, RefundGateway


def wire() -> None:
    """Bind every port; each line names the port and what answers it."""
    ports.bind(BlobStore, lambda: FolderBlobs(settings.FILES))  # type: ignore[type-abstract]  # a Protocol
    ports.bind(MalwareScanner, lambda: scanner_at(settings.CLAMD_SOCKET))  # type: ignore[type-abstract]  # a Protocol
    ports.bind(Speaker, lambda: speaker_of_this_machine(settings.SPEECH_PROGRAM))  # type: ignore[type-abstract]  # a Protocol
    ports.bind(PageReader, reader_of_this_machine)  # type: ignore[type-abstract]  # a Protocol
    ports.bind(
        DocumentSigner,  # type: ignore[type-abstract]  # a Protocol
        outside(lambda: RemoteDocumentSigner(settings.SIGNING_URL, settings.SIGNING_SECRET)),
    )
    ports.bind(
        SmsSender,  # type: ignore[type-abstract]  # a Protocol
        outside(lambda: GatewaySmsSender(settings.SMS_URL, settings.SMS_SECRET)),
    )
    ports.bind(
        ArchiveStore,  # type: ignore[type-abstract]  # a Protocol
        outside(lambda: ElectronicArchive(settings.ARCHIVE_URL, settings.ARCHIVE_SECRET)),
    )
    ports.bind(HeldDossiers, HeldByArchive)  # type: ignore[type-abstract]  # a Protocol
    ports.bind(MandateBook, MandatesInHouse)  # type: ignore[type-abstract]  # a Protocol
    ports.bind(EvidenceStore, EvidenceKeeper)  # type: ignore[type-abstract]  # a Protocol
    ports.bind(Carriers, outside(_carriers))  # type: ignore[type-abstract]  # a Protocol
    ports.bind(PaymentGateway, outside(_gateway))  # type: ignore[type-abstract]  # a Protocol
    ports.bind(
        MoneyFiles,  # type: ignore[type-abstract]  # a Protocol
        outside(lambda: PlatformFiles(settings.PAYMENT_URL, settings.PAYMENT_SECRET)),
    )
    ports.bind(RefundGateway, outside(_gateway))  # type: ignore[type-abstract]  # a Protocol


def _gateway() -> PlatformGateway:
    return PlatformGateway(
        settings.PAYMENT_URL,
        settings.PAYMENT_SECRET,
        bank=settings.PAYMENT_BANK,
        account=settings.PAYMENT_ACCOUNT,
        accounts=settings.PAYMENT_ACCOUNTS,
    )


def _carriers() -> ContractedCarriers:
    return ContractedCarriers({"VNPOST": _vnpost, "VTPOST": _viettelpost})


def _vnpost() -> VietnamPost:
    return VietnamPost(
        settings.VNPOST_URL,
        key=settings.VNPOST_KEY,
        secret=settings.VNPOST_SECRET,
        customer=settings.VNPOST_CUSTOMER,
    )


def _viettelpost() -> ViettelPost:
    return ViettelPost(
        settings.VIETTELPOST_URL,
        username=settings.VIETTELPOST_USERNAME,
        secret=settings.VIETTELPOST_SECRET,
        webhook_secret=settings.VIETTELPOST_WEBHOOK_SECRET,
        customer=settings.VIETTELPOST_CUSTOMER,
    )
