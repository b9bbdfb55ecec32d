/* Recognises a scanner that types like a keyboard, by its speed.
   A scan fires "wedge:scan" {text, presses}; where an element says data-wedge="#field" the text goes into that
   field and its form is sent. A card text mangled by a Vietnamese input method is refused with advice. */
const FASTEST_TYPIST_MS = 40; // mean gap between two keys; a scanner needs a few milliseconds
const LONGEST_GAP_MS = 120;
const SHORTEST = 8;
const CARD = /^\d{12}\|(\d{9})?\|[^|]+\|\d{8}\|[^|]+\|[^|]*\|\d{8}/;
const WHOLE_CARD = /\d{12}\|(\d{9})?\|[^|]+\|\d{8}\|[^|]+\|[^|]*\|\d{8}.*$/;
const CARD_LIKE = /\|.*\|.*\|/;
let burst = [];
let first = 0;
let last = 0;
let before = null;

function finish() {
  let text = burst.join("");
  const presses = burst.length + 1;
  const held = before;
  burst = [];
  before = null;
  if (text.length < SHORTEST) return false;
  if (held && held.field.isConnected) {
    // A line that stalled let the head of the card pass as typing: it is still in the field.
    const typed = CARD_LIKE.test(text) && !CARD.test(text) ? WHOLE_CARD.exec(held.field.value) : null;
    held.field.value = typed ? held.field.value.slice(0, typed.index) : held.value;
    if (typed) text = typed[0];
  }
  if (CARD_LIKE.test(text) && !CARD.test(text.normalize("NFC"))) {
    complain();
    document.dispatchEvent(new CustomEvent("wedge:mangled", { detail: { presses } }));
    return true;
  }
  const detail = { text: text.normalize("NFC"), presses };
  const allowed = document.dispatchEvent(new CustomEvent("wedge:scan", { detail, cancelable: true }));
  const place = document.querySelector("[data-wedge]");
  const field = allowed && place ? document.querySelector(place.dataset.wedge) : null;
  if (field) {
    field.value = detail.text;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.form?.requestSubmit();
  }
  return true;
}

function complain() {
  const place = document.getElementById("thong-bao");
  if (!place) return;
  const notice = document.createElement("p");
  notice.className = "notice warning";
  notice.textContent = "Đầu đọc bị bộ gõ tiếng Việt làm sai chữ. Tắt bộ gõ (về chữ E) rồi quét lại.";
  place.replaceChildren(notice);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const now = event.timeStamp;
  const joined = now - last < LONGEST_GAP_MS;
  last = now;
  if (event.key === "Enter") {
    const fast = joined && (now - first) / Math.max(1, burst.length) < FASTEST_TYPIST_MS;
    if (fast && burst.length >= SHORTEST && finish()) {
      event.preventDefault();
      event.stopPropagation();
    } else burst = [];
    return;
  }
  if (event.key.length !== 1) return;
  if (!joined) {
    burst = [];
    first = now;
    const field = event.target;
    before = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? { field, value: field.value } : null;
  }
  burst.push(event.key);
}, true);
