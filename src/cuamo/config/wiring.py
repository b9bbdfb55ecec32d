"""Which adapter stands behind which port. Called once when the product starts."""

from django.conf import settings

from cuamo.archive.ports import ArchiveStore
from cuamo.archive.selectors.held_dossiers import HeldByArchive
from cuamo.delivery.ports import MandateBook
from cuamo.documents.ports import BlobStore, DocumentSigner, MalwareScanner, PageReader, Speaker
from cuamo.documents.services.folder_blobs import FolderBlobs
from cuamo.dossiers.ports import HeldDossiers
from cuamo.dossiers.selectors.mandate_book import MandatesInHouse
from cuamo.interop.systems.archive.adapter import ElectronicArchive
from cuamo.interop.systems.clamd.adapter import scanner_at
from cuamo.interop.systems.payment.adapter import PlatformGateway
from cuamo.interop.systems.payment.files_client import PlatformFiles
from cuamo.interop.systems.reading.adapter import reader_of_this_machine
from cuamo.interop.systems.signing.adapter import RemoteDocumentSigner
from cuamo.interop.systems.sms.adapter import GatewaySmsSender
from cuamo.interop.systems.speech.adapter import speaker_of_this_machine
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
    ports.bind(PaymentGateway, outside(_gateway))  # type: ignore[type-abstract]  # a Protocol
    ports.bind(RefundGateway, outside(_gateway))  # type: ignore[type-abstract]  # a Protocol
    ports.bind(
        MoneyFiles,  # type: ignore[type-abstract]  # a Protocol
        outside(lambda: PlatformFiles(settings.PAYMENT_URL, settings.PAYMENT_SECRET)),
    )


def _gateway() -> PlatformGateway:
    return PlatformGateway(
        settings.PAYMENT_URL,
        settings.PAYMENT_SECRET,
        bank=settings.PAYMENT_BANK,
        account=settings.PAYMENT_ACCOUNT,
    )
