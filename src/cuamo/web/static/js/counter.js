/* The workbench's own ease: gaps by Enter, search while typing, files sent as soon as they are chosen, the timer. */

/* <form data-gaps>: Enter in a field goes to the next empty required one; with none left it sends the form. */
function empty(field) {
  if (field.type === "radio") return !field.form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`);
  if (field.type === "checkbox") return !field.checked;
  return !field.value.trim();
}

function wanted(field) {
  if (field.disabled || field.readOnly || !field.getClientRects().length) return false;
  if (field.getAttribute("aria-required") === "true") return true;
  const group = field.closest("fieldset.field");
  if (!group || group.querySelector(":scope > legend .optional")) return false;
  return field.type === "radio" || (field.name.endsWith(".nam") && group.querySelector(".date-parts"));
}

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-gaps]");
  if (event.key !== "Enter" || !form || event.isComposing || event.keyCode === 229) return;
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.matches("button, textarea, [type=submit], a")) return;
  event.preventDefault();
  const fields = [...form.elements];
  const here = fields.indexOf(event.target);
  const gap = [...fields.slice(here + 1), ...fields.slice(0, here)].find((field) => field.name && wanted(field) && empty(field));
  if (gap) gap.focus();
  else form.requestSubmit();
});

/* An address that names a field (#id_…) puts the caret there. */
const named = location.hash.startsWith("#id_") ? document.getElementById(location.hash.slice(1)) : null;
if (named?.matches("input, select, textarea")) named.focus();

/* <input data-live="#place" data-take="#form">: the list follows the words. Enter takes the first line that is
   shown for exactly these words, else it asks for the list; what has not been seen is never taken. */
for (const box of document.querySelectorAll("input[data-live]")) {
  const place = document.querySelector(box.dataset.live);
  const shown = () => place.querySelector("[data-words]")?.dataset.words;
  let timer = 0;
  let asked = 0;

  async function ask() {
    const words = box.value.trim();
    const mine = (asked += 1);
    try {
      const answer = await fetch(`${location.pathname}?q=${encodeURIComponent(words)}`, {
        headers: { "X-Requested-With": "live" }, credentials: "same-origin", cache: "no-store",
      });
      if (!answer.ok || mine !== asked || answer.redirected) return;
      place.innerHTML = await answer.text();
    } catch {
      /* the list stays as it was; Enter asks with a whole page */
    }
  }

  box.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  box.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 150);
  });
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const first = place.querySelector("input[type=radio]");
    if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      (place.querySelector("input[type=radio]:checked") ?? first).focus();
    } else if (event.key === "Enter" && first && box.value.trim() && shown() === box.value.trim()) {
      event.preventDefault();
      document.querySelector(box.dataset.take).requestSubmit();
    }
  });
}

/* <form data-send-files>: chosen files go at once. */
for (const form of document.querySelectorAll("form[data-send-files]")) {
  form.addEventListener("change", (event) => {
    if (event.target.type === "file" && event.target.files.length) form.requestSubmit();
  });
}

/* <span class="timer" data-since="ISO">: minutes and seconds of the visit. */
const timer = document.querySelector(".timer[data-since]");
if (timer) {
  const since = Date.parse(timer.dataset.since);
  const place = timer.querySelector("span");
  const tick = () => {
    const seconds = Math.max(0, Math.round((Date.now() - since) / 1000));
    const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds < 3600 * 4) place.textContent = text;
  };
  tick();
  setInterval(tick, 1000);
}
