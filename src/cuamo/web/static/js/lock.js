/* The counter locks itself after three minutes without a key or a touch, in every tab of the browser at once.
   Words in the field are saved first ("words:settle"), the page stays as it is under the lock, and the caret comes back to
   the same field. Alt+L locks on leaving the desk. The server locks too: this is what is seen, that is what counts.
   For the offline store, on document: "counter:lock", "counter:unlock", "pin:entered" and "pin:set" {pin, waitUntil}.
   What counts as work: keys and touches in any counter tab; a file on its way; and what the citizen does on their own
   screen (it moves this page), though no longer than ten minutes after the clerk's last own key or touch. */
const lock = document.getElementById("khoa");
const page = document.querySelector("[data-lock-page]");
const part = lock ?? page;
const LOCKED = "quay.khoa";
const TOUCHED = "quay.luc";
const OWN = "quay.tay";
const WHOSE = "quay.phien";
const TOLD = "quay.bao";
const TELL_EVERY = 20_000;
const CITIZEN_MOST = 600_000;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("cuamo-khoa") : null;
const tag = part?.dataset.lockTag;
const form = document.getElementById("khoa-mo");

const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const send = (url, body = {}) => fetch(url, {
  method: "POST", body: new URLSearchParams(body), keepalive: true, credentials: "same-origin", redirect: "manual",
  headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
});

/* Those who listen may have work to do with the PIN before the page goes on; five seconds at most. */
async function tell(name, pin) {
  const waits = [];
  document.dispatchEvent(new CustomEvent(name, { detail: { pin, waitUntil: (promise) => waits.push(promise) } }));
  await Promise.race([Promise.allSettled(waits), new Promise((go) => setTimeout(go, 5000))]);
}

async function unlockByServer(pin) {
  const answer = await send(form.action, { pin, ve: form.elements.ve.value });
  if (answer.status === 204) return "open";
  if (answer.status === 401) {
    location.assign((await answer.json()).go);
    return "";
  }
  if (answer.status === 422) return (await answer.json()).error;
  if (answer.type === "opaqueredirect" || answer.status === 403) {
    location.reload();
    return "";
  }
  throw new Error(String(answer.status));
}

/* Without the line the encrypted store of this device decides. */
async function unlockByVault(pin) {
  let vault = null;
  try {
    vault = await import("./offline/vault.js");
  } catch {
    vault = null;
  }
  if (!vault || !(await vault.exists())) return "Mất mạng, máy này chưa mở khóa được. Chờ có mạng rồi nhập lại.";
  return (await vault.open(pin)) ? "open" : "Mã PIN chưa đúng.";
}

form?.addEventListener("submit", async (event) => {
  if (event.submitter?.name === "act") {
    localStorage.removeItem(LOCKED);
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  const box = form.elements.pin;
  const pin = box.value.trim();
  if (form.dataset.busy || !pin) return;
  form.dataset.busy = "1";
  let said = "";
  try {
    said = await unlockByServer(pin);
  } catch {
    said = await unlockByVault(pin);
  } finally {
    delete form.dataset.busy;
  }
  if (said === "open") {
    await tell("pin:entered", pin);
    localStorage.removeItem(LOCKED);
    channel?.postMessage({ tag, locked: false });
    if (page) location.replace(page.dataset.lockPage);
    else reveal();
  } else if (said) {
    form.querySelector("[role=alert]").textContent = said;
    box.closest(".field").classList.add("has-error");
    box.value = "";
    box.focus();
  }
}, true);

let caret = null;
let reveal = () => {};
let hide = () => {};

if (lock) {
  const after = Number(lock.dataset.after) * 1000;
  const warn = Number(lock.dataset.warn) * 1000;
  const warning = document.getElementById("khoa-canh");
  let lastSeen = 0;

  const cover = () => {
    if (lock.open) return;
    caret = document.activeElement;
    caret?.blur?.();
    for (const open of document.querySelectorAll("dialog[open]")) open.close();
    lock.showModal();
    form.elements.pin.focus();
    warning.textContent = "";
    document.documentElement.dataset.locked = "1";
    document.dispatchEvent(new CustomEvent("counter:lock"));
  };

  hide = cover;
  reveal = () => {
    delete document.documentElement.dataset.locked;
    lock.close();
    form.reset();
    form.querySelector("[role=alert]").textContent = "";
    form.querySelector(".field").classList.remove("has-error");
    if (caret?.isConnected) caret.focus();
    work();
    document.dispatchEvent(new CustomEvent("counter:unlock"));
  };

  async function shut(why) {
    localStorage.setItem(LOCKED, tag);
    channel?.postMessage({ tag, locked: true });
    cover();
    const waits = [];
    document.dispatchEvent(new CustomEvent("words:settle", { detail: { waitUntil: (promise) => waits.push(promise) } }));
    await Promise.race([Promise.allSettled(waits), new Promise((go) => setTimeout(go, 3000))]);
    try {
      await send(lock.dataset.lock, { why });
    } catch {
      /* without the line the server locks by its own clock */
    }
  }

  async function tellServer() {
    const now = Date.now();
    if (now - Number(localStorage.getItem(TOLD) ?? 0) < TELL_EVERY) return;
    localStorage.setItem(TOLD, String(now));
    try {
      if ((await send(lock.dataset.here)).status === 423) {
        localStorage.setItem(LOCKED, tag);
        cover();
      }
    } catch {
      localStorage.removeItem(TOLD);
    }
  }

  const stamp = () => {
    const now = Date.now();
    warning.textContent = "";
    if (now - lastSeen < 1000) return;
    lastSeen = now;
    localStorage.setItem(TOUCHED, String(now));
    tellServer();
  };
  function work() {
    if (lock.open) return;
    localStorage.setItem(OWN, String(Date.now()));
    stamp();
  }
  const citizenWorks = () => {
    if (!lock.open && Date.now() - Number(localStorage.getItem(OWN)) < CITIZEN_MOST) stamp();
  };

  for (const name of ["keydown", "pointerdown", "wheel"]) addEventListener(name, work, { capture: true, passive: true });
  const filled = new WeakSet();
  document.addEventListener("poll:swap", (event) => {
    if (filled.has(event.target)) citizenWorks();
    filled.add(event.target);
  });

  document.addEventListener("keydown", (event) => {
    if (lock.open && event.key === "Escape") event.preventDefault();
    const away = event.altKey && event.code === "KeyL" && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.isComposing;
    if (!away || lock.open) return;
    event.preventDefault();
    shut("key");
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-lock-now]")) shut("key");
  });
  lock.addEventListener("cancel", (event) => event.preventDefault());
  lock.addEventListener("close", () => {
    if (document.documentElement.dataset.locked) lock.showModal();
  });

  const uploading = () => document.querySelector("form[data-sending] input[type=file], [data-uploading]") !== null;
  setInterval(() => {
    if (lock.open) return;
    if (localStorage.getItem(LOCKED) === tag) {
      cover();
      return;
    }
    if (uploading()) citizenWorks();
    const idle = Date.now() - Math.max(lastSeen, Number(localStorage.getItem(TOUCHED) ?? 0));
    if (idle >= after) shut("idle");
    else if (idle >= after - warn && !warning.textContent) warning.textContent = `Sau ${lock.dataset.warn} giây quầy sẽ khóa. Bấm phím bất kỳ để làm tiếp.`;
    else if (idle < after - warn && warning.textContent) warning.textContent = "";
  }, 1000);

  addEventListener("pageshow", () => {
    if (localStorage.getItem(LOCKED) === tag) {
      cover();
      send(lock.dataset.lock, { why: "key" }).catch(() => {});
    }
  });
  /* Whoever has just signed in is here: what an earlier session left in this browser locks nobody. */
  if (localStorage.getItem(WHOSE) !== tag || localStorage.getItem(OWN) === null) {
    localStorage.setItem(WHOSE, tag);
    localStorage.removeItem(TOLD);
    if (localStorage.getItem(LOCKED) !== tag) {
      localStorage.removeItem(LOCKED);
      work();
    }
  }
  citizenWorks();
}

channel?.addEventListener("message", (event) => {
  if (event.data?.tag !== tag) return;
  if (page && !event.data.locked) location.replace(page.dataset.lockPage);
  else if (lock && event.data.locked) {
    localStorage.setItem(LOCKED, tag);
    hide();
  } else if (lock?.open) reveal();
});

/* What opens without the server is locked as long as the server says the counter is. */
if (page) {
  localStorage.setItem(LOCKED, tag);
  channel?.postMessage({ tag, locked: true });
}

/* The page where the PIN is set: the offline store learns it, then the page goes on. */
const setting = document.querySelector("form[data-pin-set]");
setting?.addEventListener("submit", async (event) => {
  if (setting.dataset.plain) return;
  event.preventDefault();
  event.stopPropagation();
  const { pin, again } = setting.elements;
  try {
    const answer = await send(location.pathname, { pin: pin.value, again: again.value });
    if (answer.status === 204) {
      await tell("pin:set", pin.value.trim());
      location.assign(setting.dataset.pinSet);
      return;
    }
  } catch {
    /* the plain form says what is wrong */
  }
  setting.dataset.plain = "1";
  setting.requestSubmit();
}, true);
