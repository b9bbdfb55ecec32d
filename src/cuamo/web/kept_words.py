"""Words a citizen sent when their session was over: kept sealed in the new session until they are signed in.

Only for pages of one dossier: whoever signs in next and may not see that dossier never sees them.
"""

import base64
import json
import re

from django.contrib import messages
from django.http import HttpRequest

from cuamo.kernel.crypto import seal, unseal
from cuamo.web.language import vi_en

NAME = "kept_words"
PAGES = re.compile(r"^(?:/en)?/toi/ho-so/[0-9a-f-]{36}/[a-z-]+/$")
MOST_CHARACTERS = 20_000
LEFT_OUT = frozenset({"csrfmiddlewaretoken", "act"})


def keep_words(request: HttpRequest) -> bool:
    """Keep the texts of a form that was sent without a session; files cannot be kept. True when kept."""
    if request.method != "POST" or not PAGES.match(request.path):
        return False
    said = {name: values for name, values in request.POST.lists() if name not in LEFT_OUT}
    text = json.dumps({"path": request.path, "said": said}, ensure_ascii=False)
    if not any(any(values) for values in said.values()) or len(text) > MOST_CHARACTERS:
        return False
    sealed = seal(text.encode(), purpose=NAME)
    request.session[NAME] = base64.b64encode(sealed).decode()
    return True


def take_words(request: HttpRequest) -> None:
    """Give kept words back to the page they were sent to, once: they stand in its form, unsent."""
    sealed = request.session.get(NAME) if request.method == "GET" else None
    if not sealed:
        return
    kept = json.loads(unseal(base64.b64decode(sealed), purpose=NAME))
    if kept["path"] != request.path:
        return
    del request.session[NAME]
    words = request.POST.copy()
    for name, values in kept["said"].items():
        words.setlist(name, values)
    request.POST = words  # type: ignore[assignment]  # pages read what was typed from here
    messages.warning(
        request,
        vi_en(
            "Phiên trước đã hết nên chưa gửi. Chữ đã gõ còn ở đây: xem lại rồi gửi. Tệp cần chọn lại.",
            "The session was over, so it was not sent. The words are still here: check and send."
            " Choose files again.",
        ),
    )
