/* The key map of the workbench: data-key="F10" on the button, link or field the key belongs to.
   data-digits on a list lets 1–9 choose its nth radio, button or link; data-digits="go" also sends its form.
   Composition is never disturbed. <form data-count-presses> is sent with `presses` and `ms` spent on the page;
   what was spent there on earlier, unsent openings is kept for the window and added. */
const NAMED = new Set(["F1", "F2", "F4", "F8", "F9", "F10", "Escape"]);
const opened = performance.now();
const SPENT = `phim:${location.pathname}`;
const before = JSON.parse(sessionStorage.getItem(SPENT) ?? "[0, 0]");
let presses = before[0];
let counted = false;

function nameOf(event) {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return "";
  if (event.altKey) {
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
    return digit && !event.shiftKey ? `Alt+${digit[1]}` : "";
  }
  if (event.shiftKey || !NAMED.has(event.key)) return "";
  return event.key === "Escape" ? "Esc" : event.key;
}

function shown(element) {
  return element.getClientRects().length > 0 && !element.disabled;
}

function owner(key) {
  const place = document.querySelector("dialog[open]") ?? document;
  return [...place.querySelectorAll("[data-key]")].find(
    (element) => element.dataset.key.split(" ").includes(key) && shown(element),
  );
}

function act(element) {
  if (element.matches("input[type=file]")) {
    element.focus();
    element.click();
  } else if (element.matches("input:not([type=submit],[type=button],[type=radio],[type=checkbox]), select, textarea")) {
    element.focus();
    element.select?.();
  } else element.click();
}

function writing(element) {
  return element?.matches?.("input:not([type=radio],[type=checkbox],[type=button],[type=submit]), textarea, select, [contenteditable]");
}

function digit(event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || !/^[1-9]$/.test(event.key)) return false;
  if (writing(event.target)) return false;
  const place = document.querySelector("dialog[open]") ?? document;
  const list = event.target.closest?.("[data-digits]") ?? place.querySelector("[data-digits]");
  const choices = [...(list?.querySelectorAll("input[type=radio], input[type=checkbox], button, a[href]") ?? [])].filter(shown);
  const choice = choices[Number(event.key) - 1];
  if (!choice) return false;
  choice.focus();
  choice.click();
  if (list.dataset.digits === "go" && choice.form) choice.form.requestSubmit();
  return true;
}

/* The browser puts the caret at [autofocus] only with the first picture, which can be after the page has loaded: whoever knows
   the way by heart is quicker than that, and an Enter that meets no caret is lost. What has the caret already keeps it. */
if (document.activeElement === document.body && !location.hash) {
  [...document.querySelectorAll("[autofocus]")].find(shown)?.focus();
}

/* Counted before anything acts on the key, so that the press that sends a form is in it. */
document.addEventListener("keydown", (event) => {
  if (!event.repeat && !["Shift", "Control", "Alt", "Meta", "CapsLock", "Process"].includes(event.key)) presses += 1;
}, true);

document.addEventListener("keydown", (event) => {
  const key = nameOf(event);
  const element = key ? owner(key) : null;
  if (element) {
    event.preventDefault();
    act(element);
  } else if (digit(event)) event.preventDefault();
  else if (["F1", "F4", "F10"].includes(key)) event.preventDefault();
});

/* The key bar pressed by hand does what its key does. */
document.addEventListener("click", (event) => {
  const bar = event.target.closest?.(".key-bar button[type=button][data-key]:not([data-dialog])");
  const element = bar ? owner(bar.dataset.key) : null;
  if (element && element !== bar) act(element);
});

document.addEventListener("wedge:scan", (event) => {
  presses = Math.max(0, presses - event.detail.presses);
});

const spent = () => before[1] + Math.round(performance.now() - opened);
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-count-presses]")) return;
  counted = true;
  sessionStorage.removeItem(SPENT);
  event.formData.set("presses", String(presses));
  event.formData.set("ms", String(spent()));
});
addEventListener("pagehide", () => {
  if (!counted && presses && document.querySelector("[data-count-presses]")) {
    sessionStorage.setItem(SPENT, JSON.stringify([presses, spent()]));
  }
});
