"""Digitisation in the index of Decision 766/QĐ-TTg: four shares of dossiers. Pure."""

from dataclasses import dataclass

THRESHOLDS = {"4.1": None, "4.2": 80, "4.3": 80, "4.4": None}
"""Percent at which an indicator has its full score; None where the index sets none."""
NAMES = {
    "4.1": ("Kết quả điện tử", "Electronic results"),
    "4.2": ("Hồ sơ được số hoá", "Digitised dossiers"),
    "4.3": ("Dùng lại giấy đã có", "Papers used again"),
    "4.4": ("Qua kho giấy tờ", "Through the store of papers"),
}
COUNTED = {
    "4.1": "Hồ sơ có tệp kết quả, trong hồ sơ đã có kết quả mà thủ tục trả bản giấy.",
    "4.2": "Hồ sơ có giấy tờ số hoá và có tệp kết quả, trong hồ sơ đã có kết quả.",
    "4.3": "Hồ sơ có ít nhất một giấy dùng lại, trong hồ sơ đã tiếp nhận.",
    "4.4": "Hồ sơ có giấy lấy từ kho hoặc có kết quả vào kho, trong hồ sơ đã có kết quả.",
}
"""What is counted, of which dossiers.

Law: Decision 766/QĐ-TTg, indicators 4.1 to 4.4.
"""


@dataclass(frozen=True)
class Indicator:
    """One indicator of one period: how many of how many."""

    key: str
    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        """Return the percentage, rounded to two decimals; None (N/A) where there is nothing to count."""
        return round(self.part * 100 / self.whole, 2) if self.whole else None

    @property
    def reached(self) -> bool | None:
        """Say whether the threshold is reached; None where there is none, or nothing to count."""
        threshold, rate = THRESHOLDS[self.key], self.rate
        return None if threshold is None or rate is None else rate >= threshold
