"""Files a clerk's PC has sent."""

from collections.abc import Collection

from cuamo.documents.models import IncomingFile, StoredFile


def stored_of(owner_id: str, hashes: Collection[str]) -> dict[str, StoredFile]:
    """Return what became of this clerk's files, by the hash their PC knows them by; others are left out."""
    rows = IncomingFile.objects.filter(owner_id=owner_id, sha256__in=list(hashes), stored__isnull=False)
    return {row.sha256: row.stored for row in rows.select_related("stored") if row.stored is not None}


def refused_of(owner_id: str, hashes: Collection[str]) -> dict[str, dict[str, str]]:
    """Return why files of this clerk could not be taken, by their hash."""
    rows = IncomingFile.objects.filter(owner_id=owner_id, sha256__in=list(hashes), refused__isnull=False)
    return {row.sha256: row.refused for row in rows if row.refused is not None}
