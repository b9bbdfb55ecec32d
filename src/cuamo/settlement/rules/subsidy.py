"""Who bears the cost of carrying: the city, the recipient or the operator, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CARRYING = frozenset({"DELIVER_HOME", "PICK_UP", "RETURN", "HOLD"})
MOST_SIGNS = 500
CITY_PAYS = "Thành phố trả cước chuyển phát, theo quy định."
"""All an operator is told of support: who is protected, and by which paper, stays with the city."""


@dataclass(frozen=True)
class Filing:
    """What of a dossier decides about support."""

    channel: str
    """ONLINE (own or assisted) or DIRECT."""
    groups: tuple[str, ...] = ()
    """Protected groups the person belongs to, as the dossier says."""
    papers: tuple[str, ...] = ()
    """Names of the papers in the dossier; they prove a group."""


@dataclass(frozen=True)
class Support:
    """Who pays, in words anybody may read who reads the line, with the source."""

    payer: str
    words: str
    source: str
    group: str = ""
    because: str = ""
    """Which protected group and which paper: for the centre alone (dữ liệu nhạy cảm)."""


def support_of(service: str, filing: Filing, rules: Mapping[str, Any]) -> Support:
    """Return who bears one act (hỗ trợ chi phí chuyển phát).

    In this order: help at an agency is the city's by contract; a protected person with proof, both ways and
    through any channel; filed online, delivery of result and papers; else whoever the rules name, today the
    operator's own campaign, since nobody asks the citizen for it.

    Law: Resolution 77/2025/NQ-HĐND of Hà Nội; Law 91/2025/QH15 on sensitive data; the rules
    are data with their source (`reference/contracts`).
    """
    if service not in CARRYING:
        row = rules["assistance"]
        return Support(row["payer"], row["words"], row["source"])
    for group in rules["groups"]:
        if group["key"] in filing.groups:
            proof = _proof(group, filing.papers)
            if proof:
                return Support(
                    "CITY",
                    CITY_PAYS,
                    group["source"],
                    group["key"],
                    f"Trả cả hai chiều cho {group['name_vi']}; giấy tờ chứng minh: {proof}.",
                )
    if filing.channel == "ONLINE":
        row = rules["online"]
        return Support("CITY", row["words"], row["source"])
    row = rules["otherwise"]
    return Support(row["payer"], row["words"], row["source"])


def _proof(group: Mapping[str, Any], papers: tuple[str, ...]) -> str:
    begins = tuple(text.casefold() for text in group["papers_begin"])
    return next((name for name in papers if name.casefold().startswith(begins)), "") if begins else ""


def check_rules(rules: Mapping[str, Any]) -> None:
    """Refuse rules that do not answer every case.

    Raises:
        ValueError: something is missing; the words name it.
    """
    try:
        for name in ("assistance", "online", "otherwise"):
            row = rules[name]
            if not row["words"].strip() or not row["source"].strip():
                raise ValueError(f"quy định hỗ trợ: phần {name} cần lời giải thích và nguồn")
            if max(len(row["words"]), len(row["source"])) > MOST_SIGNS:
                raise ValueError(f"quy định hỗ trợ: phần {name} dài quá {MOST_SIGNS} chữ")
        for name in ("assistance", "otherwise"):
            if rules[name]["payer"] not in {"CITY", "CITIZEN", "OPERATOR"}:
                raise ValueError(f"quy định hỗ trợ: không rõ ai trả ở phần {name}")
        for group in rules["groups"]:
            if not group["papers_begin"] or not group["name_vi"] or not group["source"] or not group["key"]:
                raise ValueError(f"quy định hỗ trợ: nhóm {group['key']} cần tên, nguồn, giấy tờ chứng minh")
            if not isinstance(group["papers_begin"], list) or len(group["source"]) > MOST_SIGNS:
                raise ValueError(f"quy định hỗ trợ: nhóm {group['key']} sai giấy tờ hoặc nguồn")
            if not all(isinstance(text, str) and text.strip() for text in group["papers_begin"]):
                raise ValueError(f"quy định hỗ trợ: nhóm {group['key']} cần tên giấy tờ bằng chữ")
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"quy định hỗ trợ thiếu hoặc sai phần {error}") from error
