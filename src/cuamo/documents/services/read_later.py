"""Put a paper into the queue of those to be read, where something can read."""

from cuamo.documents.jobs import read_paper
from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.parts import page_reader


def read_later(file: StoredFile) -> None:
    """Let the worker read the file once the running change is committed; nothing where nothing can read."""
    if page_reader().ready:
        read_paper.enqueue(file_id=str(file.id))
