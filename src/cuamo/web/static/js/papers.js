/* Papers of a dossier: page keys, zoom, fit, turn; two papers beside each other move together.
   How a page is looked at stays for this sitting (session storage), from page to page and from paper to paper.
   <section data-papers="id"> with <button data-paper="next|previous|in|out|fit|turn">,
   <figure class="paper-page" data-page="paper:page"> inside .paper-pages, links data-before, data-after. */
const viewer = document.querySelector("[data-papers]");
const columns = viewer
  ? [...viewer.querySelectorAll(".paper-pages")].map((column) => [...column.querySelectorAll(".paper-page")])
  : [];
const pages = columns.flat();
const ZOOMS = [1, 1.5, 2, 3];
const KEY = `xem:${viewer?.dataset.papers}`;
const kept = { zoom: 0, fit: false, turns: {}, ...JSON.parse(sessionStorage.getItem(KEY) ?? "{}") };
let at = 0;
let column = 0;

function keep() {
  sessionStorage.setItem(KEY, JSON.stringify(kept));
}

function here() {
  const focused = document.activeElement?.closest?.(".paper-page");
  if (focused && pages.includes(focused)) {
    column = columns.findIndex((one) => one.includes(focused));
    at = columns[column].indexOf(focused);
  }
  return at;
}

/* In every column the page of the same place comes into view; the keys stay with the column they were in. */
function show(place) {
  at = Math.min(columns[column].length - 1, Math.max(0, place));
  const page = columns[column][at];
  page.scrollIntoView({ block: "start" });
  page.focus({ preventScroll: true });
}

function go(step) {
  const place = here() + step;
  const further = viewer.querySelector(step > 0 ? "a[data-after]" : "a[data-before]");
  if (place >= 0 && place < columns[column].length) show(place);
  else if (further) further.click();
}

function paint() {
  viewer.style.setProperty("--zoom", String(ZOOMS[kept.zoom]));
  viewer.dataset.zoom = String(ZOOMS[kept.zoom]);
  viewer.dataset.fit = kept.fit ? "page" : "width";
  viewer.querySelector("[data-paper=fit]")?.setAttribute("aria-pressed", String(kept.fit));
  for (const page of pages) page.dataset.turn = String(kept.turns[page.dataset.page] ?? 0);
}

function zoomTo(step) {
  kept.zoom = Math.min(ZOOMS.length - 1, Math.max(0, step));
  if (step > 0) kept.fit = false;
}

const acts = {
  next: () => go(1),
  previous: () => go(-1),
  in: () => zoomTo(kept.zoom + 1),
  out: () => zoomTo(kept.zoom - 1),
  fit: () => {
    kept.fit = !kept.fit;
    kept.zoom = 0;
  },
  /* What was fed the wrong way round goes on so: the pages after it turn along. */
  turn: () => {
    const place = here();
    for (const page of columns[column].slice(place)) {
      kept.turns[page.dataset.page] = (Number(page.dataset.turn) + 1) % 4;
    }
  },
};

const KEYS = { PageDown: "next", PageUp: "previous", "+": "in", "-": "out", 0: "fit", "*": "turn" };
if (pages.length) {
  paint();
  const do_ = (act) => {
    acts[act]();
    paint();
    keep();
  };
  viewer.addEventListener("click", (event) => {
    const button = event.target.closest("[data-paper]");
    if (button) do_(button.dataset.paper);
  });
  document.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.matches("input:not([type=checkbox],[type=radio]), textarea, select") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    do_(act);
  });
}
