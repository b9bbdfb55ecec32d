"""Documents are tested on the real database, a real folder and real files."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from PIL import Image, ImageDraw

from cuamo.documents.ports import BlobStore, DocumentSigner, MalwareScanner
from cuamo.documents.services.folder_blobs import FolderBlobs
from cuamo.interop.systems.clamd.adapter import NoScanner
from cuamo.interop.systems.signing.adapter import RemoteDocumentSigner
from cuamo.kernel import ports
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import local
from tests.support.simulators import running_simulator


@pytest.fixture
def at() -> datetime:
    return local("2026-11-24 09:12")


@pytest.fixture
def clerk() -> Actor:
    return Actor(kind=ActorKind.STAFF, id="clerk-1", name="Trần Văn Thử", unit_code="KL")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def parts(files: Path) -> Iterator[None]:
    """Bind the store to a folder of this test and the scanner to none."""
    before = dict(ports._factories)
    ports.bind(BlobStore, lambda: FolderBlobs(files))
    ports.bind(MalwareScanner, NoScanner)
    yield
    ports._factories.clear()
    ports._factories.update(before)


@pytest.fixture(scope="session")
def signing_url() -> Iterator[str]:
    with running_simulator("signing") as url:
        yield url


@pytest.fixture
def signing(signing_url: str) -> RemoteDocumentSigner:
    adapter = RemoteDocumentSigner(signing_url, settings.SIGNING_SECRET)
    ports.bind(DocumentSigner, lambda: adapter)
    return adapter


@pytest.fixture
def photo() -> Image.Image:
    """A picture one can tell which way up it is: black in its upper left corner."""
    image = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(image).rectangle((0, 0, 100, 80), fill="black")
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def blank_pdf(pages: int = 1) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(420, 595))
    return pdf


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    out = BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def with_signature_place(value: object) -> bytes:
    """Return a PDF whose place to sign holds `value`, which need not be a signature."""
    pdf = blank_pdf()
    place = pikepdf.Dictionary(FT=pikepdf.Name("/Sig"), T=pikepdf.String("Ky"), V=value)
    fields = pikepdf.Array([pdf.make_indirect(place)])
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=fields, SigFlags=3)
    return saved(pdf)
