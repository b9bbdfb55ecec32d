/* Papers of a dossier: page keys, zoom, turn; ticks of the checklist stay for this sitting (session storage).
   <section data-papers> with <button data-paper="next|previous|in|out|turn"> and <figure data-page>. */
const viewer = document.querySelector("[data-papers]");
const pages = viewer ? [...viewer.querySelectorAll(".paper-page")] : [];
const ZOOMS = [1, 1.5, 2, 3];
let zoom = 0;
let at = 0;

function show(place) {
  at = Math.min(pages.length - 1, Math.max(0, place));
  pages[at].scrollIntoView({ block: "start" });
  pages[at].focus({ preventScroll: true });
}

function here() {
  const focused = document.activeElement?.closest?.(".paper-page");
  return focused ? pages.indexOf(focused) : at;
}

const acts = {
  next: () => show(here() + 1),
  previous: () => show(here() - 1),
  in: () => scale(zoom + 1),
  out: () => scale(zoom - 1),
  turn: () => {
    const page = pages[here()];
    page.dataset.turn = String((Number(page.dataset.turn ?? 0) + 1) % 4);
  },
};

function scale(step) {
  zoom = Math.min(ZOOMS.length - 1, Math.max(0, step));
  viewer.style.setProperty("--zoom", String(ZOOMS[zoom]));
  viewer.dataset.zoom = String(ZOOMS[zoom]);
}

const KEYS = { PageDown: "next", PageUp: "previous", "+": "in", "-": "out", "*": "turn" };
if (pages.length) {
  viewer.addEventListener("click", (event) => {
    const button = event.target.closest("[data-paper]");
    if (button) acts[button.dataset.paper]();
  });
  document.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.matches("input:not([type=checkbox],[type=radio]), textarea, select") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    acts[act]();
  });
}

const list = document.querySelector("[data-ticks]");
if (list) {
  const key = `ticks:${list.dataset.ticks}`;
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const note = document.querySelector("[data-ticked]");
  const kept = new Set(JSON.parse(sessionStorage.getItem(key) ?? "[]"));
  const count = () => {
    note.textContent = `Đã xem ${boxes.filter((box) => box.checked).length}/${boxes.length}`;
  };
  for (const box of boxes) box.checked = kept.has(box.value);
  count();
  list.addEventListener("change", () => {
    sessionStorage.setItem(key, JSON.stringify(boxes.filter((box) => box.checked).map((box) => box.value)));
    count();
  });
}
