"""How plainly a content speaks: syllables to a sentence, words citizens should not have to read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cuamo.kernel.text import nfc

MOST_ON_AVERAGE = 18
MOST_IN_ONE = 30
_SENTENCE_END = re.compile(r"[.!?;:\n]+(?:\s|$)")
_WORD = re.compile(r"[^\W_]+")
BANNED: tuple[tuple[str, str], ...] = (
    ("thụ lý", "bắt đầu giải quyết"),
    ("tiếp nhận xử lý", "bắt đầu giải quyết"),
    ("hồ sơ không hợp lệ", "hồ sơ còn thiếu …"),
    ("phí phải nộp", "tiền phải trả"),
    ("cung cấp thông tin", "cho biết"),
    ("xác thực danh tính", "xác nhận đúng là mình"),
    ("hệ thống gặp sự cố", "chưa gửi được, đang thử lại"),
    ("đính kèm tệp tin", "chụp hoặc quét giấy"),
    ("vui lòng liên hệ cơ quan chức năng", "gọi {số}, mở 7:00–20:00"),
    ("quý khách", "bỏ đại từ, hoặc Ông/Bà"),
    ("bạn", "bỏ đại từ, hoặc Ông/Bà"),
    ("submit", "gọi đúng việc, ví dụ Nộp hồ sơ"),
)
"""What not to write, and what instead (style of the product, section 6)."""
_PATTERNS = [
    (re.compile(rf"(?<!\w){re.escape(bad)}(?!\w)", re.IGNORECASE), bad, good) for bad, good in BANNED
]


@dataclass(frozen=True)
class HardSentence:
    """A sentence that is too long."""

    where: str
    text: str
    syllables: int


@dataclass(frozen=True)
class BannedWord:
    """A word to replace."""

    where: str
    word: str
    instead: str


@dataclass(frozen=True)
class Readability:
    """How plainly the texts for citizens are written."""

    sentences: int
    average: float
    """Syllables to a sentence."""
    longest: tuple[HardSentence, ...]
    banned: tuple[BannedWord, ...]

    @property
    def good(self) -> bool:
        """Whether every text keeps the style."""
        return self.average <= MOST_ON_AVERAGE and not self.longest and not self.banned


def read(content: Mapping[str, Any]) -> Readability:
    """Return how plainly the texts a citizen reads are written; official names and law stay out of it."""
    counts: list[int] = []
    long: list[HardSentence] = []
    banned: list[BannedWord] = []
    for where, text in texts(content):
        for sentence in _SENTENCE_END.split(nfc(text)):
            syllables = len(_WORD.findall(sentence))
            if not syllables:
                continue
            counts.append(syllables)
            if syllables > MOST_IN_ONE:
                long.append(HardSentence(where, sentence.strip(), syllables))
        banned += [
            BannedWord(where, bad, good) for pattern, bad, good in _PATTERNS if pattern.search(nfc(text))
        ]
    average = round(sum(counts) / len(counts), 1) if counts else 0.0
    return Readability(len(counts), average, tuple(long), tuple(banned))


def texts(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return every text written for citizens, with where it stands."""
    for number, note in enumerate(_rows(content.get("notes_vi")), start=1):
        yield f"Ghi chú {number}", str(note)
    for number, part in enumerate(_parts(content.get("questions")), start=1):
        yield from _said(f"Câu hỏi {number}", part, "label_vi", "help_vi")
    for number, part in enumerate(_parts(content.get("components")), start=1):
        yield from _said(f"Giấy tờ {number}", part, "note_vi")
    form = content.get("form")
    for section in _parts(form.get("sections") if isinstance(form, Mapping) else None):
        yield from _said(f"Phần «{section.get('title_vi', '')}»", section, "help_vi")
        for part in _parts(section.get("fields")):
            yield from _said(f"Ô «{part.get('label_vi', '')}»", part, "label_vi", "help_vi")
    for name, word in (("refusal_reasons", "Lý do từ chối"), ("supplement_reasons", "Lý do bổ sung")):
        for number, part in enumerate(_parts(content.get(name)), start=1):
            yield from _said(f"{word} {number}", part, "text_vi")


def _said(where: str, part: Mapping[str, Any], *names: str) -> Iterator[tuple[str, str]]:
    for name in names:
        if part.get(name):
            yield where, str(part[name])


def _rows(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _parts(found: Any) -> list[Mapping[str, Any]]:
    return [part for part in _rows(found) if isinstance(part, Mapping)]
