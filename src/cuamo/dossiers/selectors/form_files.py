"""Files and signatures given inside a form, and who still has to sign."""

from datetime import date
from uuid import UUID

from cuamo.catalogue.rules import form
from cuamo.catalogue.rules.form import FormField
from cuamo.catalogue.rules.form_files import is_file, kept_parts, values_signed
from cuamo.catalogue.rules.questions import settled
from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import file_by_id
from cuamo.dossiers.models import Dossier
from cuamo.kernel.errors import NotFound


def form_file(dossier: Dossier, key: str) -> StoredFile:
    """Return the file a field of the form refers to; pages ask after who may see the dossier.

    Raises:
        NotFound: the form has no such field, or nothing was given there.
    """
    value = dossier.values.get(key)
    if key not in kept_parts(dossier.version.content) or not is_file(value):
        raise NotFound("form_file.none", "Ô này chưa có tệp.", "There is no file in this field.")
    return file_by_id(UUID(value["file"]))


def files_of_form(dossier: Dossier) -> list[StoredFile]:
    """Return every file and signature the values refer to, in the order of the form."""
    kept = kept_parts(dossier.version.content)
    return [form_file(dossier, key) for key in kept if is_file(dossier.values.get(key))]


def signatures_wanted(dossier: Dossier, *, today: date) -> list[FormField]:
    """Return the signatures that are all the form still lacks; none while something else is at fault."""
    content = dossier.version.content
    if not any(part["type"] == "signature" for part in kept_parts(content).values()):
        return []
    checked = form.clean(content, dossier.values, answers=dossier.answers, today=today)
    waiting = form.unsigned(content, checked)
    if set(checked.errors) - waiting:
        return []
    return [field for field in form.fields(content, dossier.answers, dossier.values) if field.key in waiting]


def values_to_sign(dossier: Dossier, *, today: date) -> str:
    """Return the hash of what somebody who signs now has before them."""
    content = dossier.version.content
    checked = form.clean(content, dossier.values, answers=dossier.answers, today=today)
    return values_signed(content, checked.values, settled(content, dossier.answers))
