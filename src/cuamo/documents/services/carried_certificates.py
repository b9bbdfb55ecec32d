"""Certificates a signature carries with it: whether each is what its issuer signed."""

from collections.abc import Iterable, Iterator

from asn1crypto import cms
from asn1crypto import x509 as der
from cryptography import x509
from cryptography.exceptions import InvalidSignature


def carried_certificates_stand(carriers: Iterable[cms.SignedData], known: Iterable[der.Certificate]) -> bool:
    """Say whether each certificate the signature and its time stamp carry is whole (chứng thư số kèm chữ ký).

    No signature covers them. A reader that finds a sound copy elsewhere in the file never looks at a changed
    one, another reader may; so a paper with such a copy does not stand.

    Args:
        carriers: the signed data of the signature and of its time stamp.
        known: the certificates the reader has traced to a root; what these did not issue cannot be judged.
    """
    issuers = {one.subject.dump(): x509.load_der_x509_certificate(one.dump()) for one in known}
    for carried in _carried(carriers):
        issuer = issuers.get(carried.issuer.dump())
        if issuer is None:
            continue
        try:
            x509.load_der_x509_certificate(carried.dump()).verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            return False
    return True


def _carried(carriers: Iterable[cms.SignedData]) -> Iterator[der.Certificate]:
    for carrier in carriers:
        for choice in carrier["certificates"] or ():
            if choice.name == "certificate":
                yield choice.chosen
