"""How a signer's authority is printed above the name."""


def signer_lines(form: str, *, position: str, behalf: str = "", collective: str = "") -> list[str]:
    """Return the lines over a signature, in capitals: `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`.

    Args:
        form: HEAD, TM, KT, TL, TUQ or Q.
        behalf: whose place is taken (KT), or who gave the order (TL, TUQ); for TM the collective.
        collective: where KT is signed below TM.
    Raises:
        ValueError: the form needs somebody it is signed for, and nobody is named.
    Law: Decree 30/2020/NĐ-CP, Annex I (quyền hạn, chức vụ của người ký).
    """
    if form == "HEAD":
        return [position.upper()]
    if form == "Q":
        return [f"Q. {position.upper()}"]
    if not behalf.strip():
        raise ValueError(f"{form} is signed for somebody; nobody is named")
    above = [f"TM. {collective.upper()}"] if collective and form == "KT" else []
    return [*above, f"{form}. {behalf.upper()}", position.upper()]
