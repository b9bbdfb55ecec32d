/* Never lose input, never send twice.
   <form data-save="/url"> sends each changed field there as soon as it is left, and after half a second without a key, so that a
   page that is killed loses no word; [data-save-note] says how it went, of a field one is still typing in only once it is saved.
   Every POST form is sent once; leaving with unsaved words asks first. Signed out meanwhile, nothing is called saved: 401 says the server
   holds it, 440 that nobody does, and the page goes on trying. */
const english = document.documentElement.lang === "en";
const words = english
  ? { saving: "Saving…", saved: "Saved", failed: "Not saved yet, trying again", refused: "Not saved: please look at this field again", out: "Signed out. What was typed is kept for you: go on, and sign in again", lost: "Neither saved nor kept: this page is signed out. Do not close it; sign in again in another tab, it keeps trying" }
  : { saving: "Đang lưu…", saved: "Đã lưu", failed: "Chưa lưu được, đang thử lại", refused: "Chưa lưu: xem lại ô vừa nhập", out: "Hết phiên đăng nhập. Chữ đã gõ được giữ: bấm đi tiếp rồi đăng nhập lại", lost: "Chưa lưu, cũng chưa giữ được vì hết phiên đăng nhập. Đừng đóng trang: đăng nhập lại ở thẻ khác, trang tự thử lại" };
const waiting = new Map();

function formOf(event) {
  return event.target instanceof Element ? event.target.closest("form") : null;
}

function note(form, text) {
  const place = form.querySelector("[data-save-note]");
  if (place && place.textContent !== text) place.textContent = text;
}

function remember(form, field) {
  const key = form.dataset.save;
  const pending = waiting.get(key) ?? { form, names: new Set(), tries: 0, timer: 0 };
  pending.names.add(field.name);
  waiting.set(key, pending);
  if (!pending.timer) pending.timer = setTimeout(() => save(key), 150);
}

async function save(key) {
  const pending = waiting.get(key);
  if (!pending?.names.size) return;
  const { form } = pending;
  // What is typed while this is on its way goes with the next.
  const names = pending.names;
  pending.names = new Set();
  const body = new FormData();
  for (const [name, value] of new FormData(form)) {
    const whole = name.split(".")[0];
    const wanted = [...names].some((n) => n === name || n.split(".")[0] === whole);
    if (wanted && !(value instanceof File)) body.append(name, value);
  }
  for (const name of names) body.append("_truong", name);
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  if (!names.has(document.activeElement?.name)) note(form, words.saving);
  try {
    const answer = await fetch(key, {
      method: "POST",
      body,
      keepalive: true,
      credentials: "same-origin",
      headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" },
    });
    const refused = answer.status === 422;
    const out = answer.status === 401;
    if ((!answer.ok && !refused && !out) || answer.redirected) throw new Error(String(answer.status));
    pending.tries = 0;
    pending.timer = 0;
    if (pending.names.size) pending.timer = setTimeout(() => save(key), 150);
    else waiting.delete(key);
    const writing = refused && names.has(document.activeElement?.name);
    note(form, out ? words.out : writing ? "" : refused ? words.refused : words.saved);
  } catch (failure) {
    for (const name of names) pending.names.add(name);
    pending.tries += 1;
    note(form, failure.message === "440" ? words.lost : words.failed);
    pending.timer = setTimeout(() => save(key), Math.min(30000, 1000 * 2 ** pending.tries));
  }
}

document.addEventListener("change", (event) => {
  const form = formOf(event);
  const field = event.target;
  if (form?.dataset.save && field.name && field.type !== "file" && field.type !== "password") remember(form, field);
});

const typing = new Map();
document.addEventListener("input", (event) => {
  const form = formOf(event);
  const field = event.target;
  if (!form?.dataset.save || !field.name || event.isComposing) return;
  if (!field.matches("input:not([type=file], [type=password], [type=radio], [type=checkbox]), textarea")) return;
  clearTimeout(typing.get(field));
  typing.set(field, setTimeout(() => {
    typing.delete(field);
    if (field.isConnected && !form.dataset.sending) remember(form, field);
  }, 500));
});

/* Whoever covers the page (the lock) first lets everything typed be saved. */
async function settle(key) {
  for (let turn = 0; turn < 60 && waiting.has(key); turn += 1) {
    const pending = waiting.get(key);
    if (pending.tries) return;
    clearTimeout(pending.timer);
    if (pending.names.size) await save(key);
    else await new Promise((go) => setTimeout(go, 50));
  }
}

document.addEventListener("words:settle", (event) => {
  for (const [field, timer] of typing) {
    clearTimeout(timer);
    if (field.isConnected && field.form?.dataset.save) remember(field.form, field);
  }
  typing.clear();
  for (const key of waiting.keys()) event.detail.waitUntil(settle(key));
});

/* A key or a link never leaves words behind: what is typed is kept first, then the page goes on. */
document.addEventListener("click", async (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link.hash && link.pathname === location.pathname) return;
  const field = document.activeElement;
  if (field?.form?.dataset.save && field.matches("input:not([type=file], [type=radio], [type=checkbox]), textarea")) field.blur();
  if (!waiting.size) return;
  event.preventDefault();
  const late = new Promise((go) => setTimeout(go, 3000));
  await Promise.race([late, Promise.all([...waiting].map(([key, pending]) => {
    clearTimeout(pending.timer);
    return save(key);
  }))]);
  location.assign(link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  waiting.delete(form.dataset.save);
  const button = event.submitter;
  if (button) {
    button.setAttribute("aria-disabled", "true");
    setTimeout(() => form.dataset.sending && button.classList.add("is-sending"), 300);
  }
});

function release(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
    button.classList.remove("is-sending");
  }
}

for (const name of ["htmx:afterRequest", "htmx:sendError"]) {
  document.addEventListener(name, (event) => {
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form) release(form);
  });
}
addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));
addEventListener("beforeunload", (event) => {
  if ([...waiting.values()].some((pending) => pending.tries > 0)) event.preventDefault();
});

const summary = document.getElementById("loi");
if (summary) summary.focus();
