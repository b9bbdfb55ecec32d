"""The icon set: 24 px grid, 2 px round stroke, drawn for this product; an icon always stands with a word."""

# ruff: noqa: E501

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = {
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "phone": '<path d="M5 4h3.5l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5V19a2 2 0 0 1-2 2A15 15 0 0 1 3 6a2 2 0 0 1 2-2Z"/>',
    "home": '<path d="M4 11.5 12 5l8 6.5"/><path d="M6 10v10h12V10"/><path d="M10 20v-6h4v6"/>',
    "dossier": '<path d="M3 7a2 2 0 0 1 2-2h4l2 2.5h8a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2Z"/>',
    "paper": '<path d="M6 3h8l4 4v14H6Z"/><path d="M14 3v4h4"/><path d="M9 12h6M9 16h6"/>',
    "papers": '<path d="M8 3h7l4 4v11H8Z"/><path d="M15 3v4h4"/><path d="M5 7v14h10"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>',
    "people": '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0"/><path d="M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 14.2a6.5 6.5 0 0 1 3.5 5.8"/>',
    "card": '<rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="8.5" cy="11" r="2"/><path d="M5.8 16a2.8 2.8 0 0 1 5.4 0M14 10h4M14 14h4"/>',
    "scan": '<path d="M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3"/><path d="M4 12h16"/>',
    "camera": '<path d="M4 8h3.5L9 5.5h6L16.5 8H20v11H4Z"/><circle cx="12" cy="13" r="3.5"/>',
    "upload": '<path d="M12 16V4M7.5 8.5 12 4l4.5 4.5"/><path d="M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4"/>',
    "download": '<path d="M12 4v12M7.5 11.5 12 16l4.5-4.5"/><path d="M4 16v3a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-3"/>',
    "print": '<path d="M7 9V4h10v5"/><path d="M7 17H4v-6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v6h-3"/><path d="M7 14h10v6H7Z"/>',
    "pencil": '<path d="m4 20 1-4.5L16 4.5a1.4 1.4 0 0 1 2 0L19.5 6a1.4 1.4 0 0 1 0 2L8.5 19Z"/><path d="m14 6.5 3.5 3.5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "check-circle": '<circle cx="12" cy="12" r="9"/><path d="m8 12.3 2.8 2.8L16 9.5"/>',
    "cross": '<path d="m6 6 12 12M18 6 6 18"/>',
    "cross-circle": '<circle cx="12" cy="12" r="9"/><path d="m9 9 6 6M15 9l-6 6"/>',
    "warning": '<path d="M12 4 2.8 20h18.4Z"/><path d="M12 10v4.5M12 17.3v.01"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.7v.01"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.6 2.6 0 1 1 3.7 2.4c-.8.4-1.2.9-1.2 1.9M12 16.8v.01"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.5 2"/>',
    "calendar": '<rect x="4" y="5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3v4M15.5 3v4"/>',
    "pin": '<path d="M12 21s-7-6.2-7-11.5a7 7 0 0 1 14 0C19 14.8 12 21 12 21Z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "money": '<rect x="3" y="6" width="18" height="12" rx="2"/><circle cx="12" cy="12" r="2.7"/><path d="M6.5 12v.01M17.5 12v.01"/>',
    "qr": '<path d="M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4Z"/><path d="M14 14h2.5v2.5M20 14v2.5M14 20h2.5M20 20v.01"/>',
    "send": '<path d="m3.5 11.5 17-8-6 17-3.5-7Z"/><path d="m11 13.5 4-4.5"/>',
    "inbox": '<path d="M4 13 6.5 5h11L20 13v6H4Z"/><path d="M4 13h4.5l1.5 2.5h4l1.5-2.5H20"/>',
    "parcel": '<path d="m12 3 8 4.2v9.6L12 21l-8-4.2V7.2Z"/><path d="m4.3 7.3 7.7 4 7.7-4M12 11.3V21"/>',
    "truck": '<path d="M3 6h11v11H3ZM14 10h4l3 3.5V17h-7"/><circle cx="7.5" cy="18" r="2"/><circle cx="17.5" cy="18" r="2"/>',
    "seal": '<circle cx="12" cy="9" r="5.5"/><path d="m9 13.8-1.5 7L12 18.5l4.5 2.3-1.5-7"/><path d="m10 9 1.5 1.5L14.2 8"/>',
    "signature": '<path d="M3 17c3-8 5.5-12 7-11s-3 11-1 11 2.5-4.5 4.5-4.5 0 4 2 4 2-1.5 4.5-1.5"/><path d="M3 21h18"/>',
    "lock": '<rect x="5" y="11" width="14" height="9" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z"/><circle cx="12" cy="12" r="3"/>',
    "listen": '<path d="M4 9.5h3.5L12 5.5v13l-4.5-4H4Z"/><path d="M15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"/>',
    "slow": '<path d="M3 16.5h14a4 4 0 0 0 3.5-4c0-1.5-1-2.5-2-2.5s-1.8.9-1.8 2.2V14"/><path d="M4.5 16a5.7 5.7 0 1 1 11.4 0M6 16.5V19M14 16.5V19"/>',
    "online": '<path d="M3 9.5a13 13 0 0 1 18 0M6.3 13a8.2 8.2 0 0 1 11.4 0M9.5 16.3a3.6 3.6 0 0 1 5 0M12 19.5v.01"/>',
    "weak": '<path d="M6.3 13a8.2 8.2 0 0 1 11.4 0M9.5 16.3a3.6 3.6 0 0 1 5 0M12 19.5v.01"/>',
    "offline": '<path d="M4 4l16 16M3 9.5a13 13 0 0 1 4.5-2.9M12 6a13 13 0 0 1 9 3.5M6.3 13a8.2 8.2 0 0 1 4-2.2M9.5 16.3a3.6 3.6 0 0 1 5 0M12 19.5v.01"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15Z"/><path d="M10 21h4"/>',
    "flag": '<path d="M5 21V4M5 5h13l-3 4 3 4H5"/>',
    "pause": '<circle cx="12" cy="12" r="9"/><path d="M10 9v6M14 9v6"/>',
    "undo": '<path d="M8.5 5 4 9.5 8.5 14"/><path d="M4 9.5h10a5.5 5.5 0 0 1 0 11H9"/>',
    "refresh": '<path d="M20 12a8 8 0 1 1-2.5-5.8L20 8.5"/><path d="M20 4v4.5h-4.5"/>',
    "arrow-right": '<path d="M4 12h16M13.5 5.5 20 12l-6.5 6.5"/>',
    "arrow-left": '<path d="M20 12H4M10.5 5.5 4 12l6.5 6.5"/>',
    "chevron-down": '<path d="m6 9.5 6 6 6-6"/>',
    "sort-up": '<path d="M12 19V5M6.5 10.5 12 5l5.5 5.5"/>',
    "sort-down": '<path d="M12 5v14M6.5 13.5 12 19l5.5-5.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "exit": '<path d="M10 4H5v16h5M14 8l4.5 4-4.5 4M18 12H9.5"/>',
    "zoom-in": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5M11 8.5v5M8.5 11h5"/>',
    "rotate": '<path d="M4 12a8 8 0 1 0 2.5-5.8L4 8.5"/><path d="M4 4v4.5h4.5"/>',
    "machine": '<path d="m12 3 1.8 5.7L19.5 10.5l-5.7 1.8L12 18l-1.8-5.7L4.5 10.5l5.7-1.8Z"/><path d="M18.5 16.5v4M16.5 18.5h4"/>',
    "chart": '<path d="M4 4v16h16"/><path d="M8.5 16v-4M13 16V8M17.5 16v-6"/>',
    "contrast": '<circle cx="12" cy="12" r="9"/><path d="M12 3v18M12 7.5l6-3M12 12l8.5-4M12 16.5l8.5-4M12 20.5l6.5-3"/>',
    "keyboard": '<rect x="2.5" y="6" width="19" height="12" rx="2"/><path d="M6.5 10v.01M10 10v.01M14 10v.01M17.5 10v.01M8 14h8"/>',
    "door": '<path d="M4 21h16M6 21V4h8v17"/><path d="M14 6h4v15M11 12.5v.01"/>',
    "thumb": '<path d="M7 11v9H4v-9ZM7 12l4-8a2 2 0 0 1 2 2.3L12.5 10H18a2 2 0 0 1 2 2.4l-1.3 6A2 2 0 0 1 16.8 20H7"/>',
    "star": '<path d="m12 3.5 2.6 5.4 5.9.8-4.3 4.1 1.1 5.9-5.3-2.9-5.3 2.9 1.1-5.9-4.3-4.1 5.9-.8Z"/>',
    "filter": '<path d="M4 5h16l-6 7.5V19l-4-2v-4.5Z"/>',
    "wheelchair": '<circle cx="10" cy="4.5" r="1.5"/><path d="M10 8v6h6l2.5 5.5"/><path d="M10 10.5h5M7.5 11.8a5 5 0 1 0 6.8 6.2"/>',
}

ICONS["id-card"] = ICONS["card"]


@lru_cache(maxsize=500)
def drawing(name: str, css: str = "") -> SafeString:
    """`{% icon "search" %}`: decorative; the word beside it carries the meaning."""
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        css,
        mark_safe(ICONS[name]),  # noqa: S308 - our own constant drawing
    )
