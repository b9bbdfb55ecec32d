"""Leave places open in a paper that is about to be signed, and write into them afterwards.

Signing comes before numbering: the person with authority signs, then the clerk of records gives number and
day. The places are form fields that the first signature allows to be filled, and nothing else; so both the
number and what it stands on are signed, the number by the agency.

Law: Decree 30/2020/NĐ-CP, art. 15 and Annex I.
"""

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic as typed_generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields

from cuamo.documents.rules.open_place import FIELDS, ISSUED, SEAL_FIELD, OpenPlace
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.signature_place import seal_place

generic: Any = typed_generic
"""pyHanko's objects have no types of their own."""
_PRINTED = 4
_READ_ONLY = 1


def with_open_fields(pdf: bytes, places: list[OpenPlace], *, shown: Mapping[str, str], signer: str) -> bytes:
    """Return `pdf` with a form field at each place and an empty field for the agency's signature.

    Args:
        shown: what stands in each place until it is filled, such as `Số:`.
        signer: the printed name beside which the agency's mark goes.
    """
    writer = _writer(pdf)
    form = _form(writer)
    for place in places:
        page_ref = writer.find_page_for_modification(place.page)[0]
        page = page_ref.get_object()
        widget = generic.DictionaryObject(
            {
                pdf_name("/Type"): pdf_name("/Annot"),
                pdf_name("/Subtype"): pdf_name("/Widget"),
                pdf_name("/FT"): pdf_name("/Tx"),
                pdf_name("/T"): generic.TextStringObject(place.field),
                pdf_name("/TU"): generic.TextStringObject(_SPOKEN[place.name]),
                pdf_name("/V"): generic.TextStringObject(""),
                pdf_name("/F"): generic.NumberObject(_PRINTED),
                pdf_name("/Ff"): generic.NumberObject(_READ_ONLY),
                pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, place.box)),
                pdf_name("/P"): page_ref,
                pdf_name("/DA"): generic.TextStringObject("0 g"),
                pdf_name("/AP"): _appearance(writer, place, shown.get(place.name, "")),
            }
        )
        added = writer.add_object(widget)
        form["/Fields"].append(added)
        _notes_of(page).append(added)
        writer.update_container(page)
    where = seal_place(pdf, signer_name=signer)
    spec = fields.SigFieldSpec(
        SEAL_FIELD,
        on_page=where.page,
        box=where.box,
        # No field by its name: after the agency nothing at all may change.
        field_mdp_spec=fields.FieldMDPSpec(fields.FieldMDPAction.INCLUDE, fields=[]),
        doc_mdp_update_value=fields.MDPPerm.NO_CHANGES,
    )
    fields.append_signature_field(writer, spec)
    return _written(writer)


def fill_open_fields(pdf: bytes, values: Mapping[str, str]) -> bytes:
    """Return `pdf` with the open places filled; only adds to the file.

    Raises:
        LookupError: it has no such places.
    """
    writer = _writer(pdf)
    wanted = {FIELDS[name]: (name, text) for name, text in values.items()}
    for reference in _form(writer)["/Fields"]:
        widget = reference.get_object()
        found = wanted.pop(str(widget.get("/T", "")), None)
        if found is None:
            continue
        name, text = found
        box = tuple(round(float(value)) for value in widget["/Rect"])
        widget[pdf_name("/V")] = generic.TextStringObject(text)
        widget[pdf_name("/AP")] = _appearance(writer, OpenPlace(name, 0, box), text)  # type: ignore[arg-type]  # four
        writer.update_container(widget)
    if wanted:
        raise LookupError(f"the paper has no place for {', '.join(wanted)}")
    return _written(writer)


_SPOKEN = {"number": "Số, ký hiệu", "issued": "Địa danh, ngày ban hành"}


def _writer(pdf: bytes) -> Any:
    """Return a writer whose file is the same for the same input: a job that runs twice signs one content."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf))
    first = writer._document_id[0]
    writer._document_id = generic.ArrayObject([first, generic.ByteStringObject(sha256(pdf).digest()[:16])])
    writer._update_meta = lambda: None  # else it writes the second of the clock into the file
    return writer


def _form(writer: Any) -> Any:
    """Return the document's form, made when there is none."""
    try:
        form = writer.root["/AcroForm"]
    except KeyError:
        form = generic.DictionaryObject({pdf_name("/Fields"): generic.ArrayObject()})
        writer.root[pdf_name("/AcroForm")] = writer.add_object(form)
        writer.update_root()
    return form


def _notes_of(page: Any) -> Any:
    """Return the page's list of annotations, made when there is none."""
    try:
        return page["/Annots"]
    except KeyError:
        page[pdf_name("/Annots")] = notes = generic.ArrayObject()
        return notes


def _appearance(writer: Any, place: OpenPlace, text: str) -> Any:
    width, height = place.size
    line = print_sheet(
        "field", {"text": text or " ", "width": width, "height": height, "italic": place.name == ISSUED}
    )
    drawn = writer.import_page_as_xobject(PdfFileReader(BytesIO(line)))
    drawn.get_object().pop("/StructParents", None)
    return generic.DictionaryObject({pdf_name("/N"): drawn})


def _written(writer: Any) -> bytes:
    out = BytesIO()
    writer.write(out)
    data = out.getvalue()
    return data if data.endswith(b"\n") else data + b"\n"
