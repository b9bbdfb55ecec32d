"""A statement by kinds of lines: what its print and its first page show."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Sum

from cuamo.settlement.models import Line
from cuamo.settlement.types import Fault, LineKind, Payer, Service


@dataclass(frozen=True)
class Row:
    """All lines of one kind, in đồng."""

    name: str
    payer: str
    count: int
    net_vnd: int
    vat_vnd: int
    waits: bool

    @property
    def gross_vnd(self) -> int:
        """With VAT."""
        return self.net_vnd + self.vat_vnd


def summary_of(statement_id: UUID) -> list[Row]:
    """Return the statement's lines that count, by kind: services first, then what is taken off."""
    groups = (
        Line.objects.filter(statement_id=statement_id, carried_at=None)
        .values("kind", "fault", "item__service", "payer", "waits")
        .annotate(count=Count("id"), net=Sum("net_vnd"), vat=Sum("vat_vnd"))
        .order_by("item__service", "fault")
    )
    order = [kind.value for kind in LineKind]
    return [
        Row(
            name=_name(group["kind"], group["fault"], group["item__service"]),
            payer=Payer(group["payer"]).label if group["kind"] == LineKind.SERVICE else "",
            count=group["count"],
            net_vnd=group["net"],
            vat_vnd=group["vat"],
            waits=group["waits"],
        )
        for group in sorted(groups, key=lambda group: (group["waits"], order.index(group["kind"])))
    ]


def _name(kind: str, fault: str, service: str | None) -> str:
    if kind == LineKind.SERVICE and service:
        return str(Service(service).label)
    label = str(LineKind(kind).label)
    return f"{label}: {Fault(fault).label}" if fault else label
