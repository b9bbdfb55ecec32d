/* What a page of the counter does on a PC that has a store: gets it ready for the next time without the network, gives
   back words that did not arrive, sends what waits, and says what is not sent. */
import { html, put } from "./draw.js";
import { call, escrow, fromEscrow } from "./link.js";
import * as outbox from "./outbox.js";
import * as packs from "./pack.js";
import * as vault from "./vault.js";
import * as visits from "./visits.js";

const WARN_AFTER_MS = 30 * 60_000;
const PACK_EVERY_MS = 10 * 60_000;
const IDLE = /^\/quay\/$/;
const STEP = /^\/quay\/luot\/([0-9a-f-]{36})\/(\d+)\/$/;

function tell(words, kind = "warning", link = null) {
  const place = document.getElementById("thong-bao");
  if (!place) return;
  const line = document.createElement("p");
  line.className = `notice ${kind}`;
  line.textContent = `${words} `;
  if (link) {
    const way = document.createElement("a");
    [way.href, way.textContent] = link;
    line.append(way);
  }
  place.append(line);
}

async function ready() {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  const registration = await worker.register("/quay/sw.js", { scope: "/quay/", type: "module", updateViaCache: "none" });
  await worker.ready;
  const takeOver = async () => {
    const waits = (await vault.outlines("items")).length + (await vault.ofOthers()).length;
    if (registration.waiting && !waits) registration.waiting.postMessage("worker:take-over");
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", takeOver));
  await takeOver();
}

/* What the server has of this visit is kept here, so that it goes on without the network. */
async function snapshot(visit) {
  const { status, body } = await call("GET", `luot/${visit}/`);
  if (status !== 200) return;
  if (body.dossier?.version_id) await packs.content(body.dossier.version_id);
  await vault.put("snaps", visit, body, { visit });
}

/* Every good save and every change of the tray gives the draft a new mark: what is kept here follows at once. */
function follow(visit) {
  let soon = 0;
  const again = () => {
    clearTimeout(soon);
    soon = setTimeout(() => snapshot(visit).catch(() => {}), 400);
  };
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data?.type === "words:arrived" && again());
  document.addEventListener("papers:changed", again);
}

/* Words of this visit that did not arrive are sent again where they were typed, then the page shows them. A visit that
   went on without the network goes on there. */
async function giveBack(visit, step) {
  const begun = (await vault.outlines("items")).find((row) => row.visit === visit && row.state === "open");
  if (begun?.touched) {
    location.replace(`/quay/may/ban/#${begun.id}/${begun.step}`);
    return true;
  }
  // Nothing was entered there: it goes, unless a window of this PC has it open.
  if (begun) await navigator.locks.request(`cuamo-luot-${visit}`, { ifAvailable: true }, (lock) => lock && vault.forget(begun.id, []));
  const finished = (await vault.outlines("items")).find((row) => row.visit === visit && row.state !== "open");
  if (finished) tell("Lượt này đã làm xong khi mất mạng, đang chờ gửi từ máy này.", "warning", ["/quay/cho-gui/", "Xem hồ sơ chờ gửi"]);
  const form = document.querySelector("form[data-save]");
  const words = await vault.get("words", `${visit}/${step}`);
  if (!words || !form) return false;
  if (words.files.length) {
    location.replace(`/quay/may/ban/?luot=${visit}&buoc=${step}`);
    return true;
  }
  const body = new FormData();
  const named = new Set(words.fields.filter(([name]) => name === "_truong").map(([, name]) => name));
  for (const [name, text] of words.fields) if (name !== "_truong") body.append(name, text);
  for (const name of new Set([...named, ...words.fields.map(([name]) => name)])) if (!["_truong", "presses", "ms", "act"].includes(name)) body.append("_truong", name);
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";
  const answer = await fetch(form.dataset.save, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) return false;
  await vault.remove("words", words.id);
  location.reload();
  return true;
}

/* Words in fields the server does not save on leaving them (a search, an amount, a code) outlive a kill too. */
const LOOSE = "main form:not([data-save]) :is(input:not([type=file], [type=password], [type=hidden], [type=radio], [type=checkbox]), textarea)[name]";
const loose = () => `trang:${location.pathname}`;
let keeping = 0;

async function keepLoose() {
  const fields = [...document.querySelectorAll(LOOSE)].filter((field) => field.value !== field.defaultValue).map((field) => [field.name, field.value]);
  if (fields.length) await vault.put("words", loose(), { id: loose(), fields }, { at: new Date().toISOString() });
  else await vault.remove("words", loose());
}

async function giveBackLoose() {
  const kept = await vault.get("words", loose());
  for (const [name, text] of kept?.fields ?? []) {
    const field = [...document.querySelectorAll(LOOSE)].find((one) => one.name === name && !one.value);
    if (!field) continue;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("input", (event) => {
  if (!begun || !event.target.matches?.(LOOSE)) return;
  clearTimeout(keeping);
  keeping = setTimeout(() => keepLoose().catch(() => {}), 300);
});
document.addEventListener("submit", (event) => {
  if (!begun || event.defaultPrevented || !event.target.closest("main")) return;
  clearTimeout(keeping);
  vault.remove("words", loose()).catch(() => {});
});

/* The page of the queue names every open visit: what is kept here of one that has ended goes. */
async function wipeEnded() {
  const open = new Set([...document.querySelectorAll("main a[href*='/luot/']")].map((link) => /luot\/([0-9a-f-]{36})/.exec(link.href)?.[1]));
  for (const row of await vault.outlines("items")) open.add(row.visit);
  for (const row of await vault.outlines("snaps")) if (!open.has(row.visit)) await vault.remove("snaps", row.id);
  const old = new Date(Date.now() - 7 * 86_400_000).toISOString();
  for (const row of await vault.outlines("words")) if (row.visit && !open.has(row.visit) && row.at < old) await vault.remove("words", row.id);
}

async function refreshPack() {
  const last = (await vault.recall("pack-at")) ?? 0;
  if (Date.now() - last < PACK_EVERY_MS && Date.now() >= last) return;
  await packs.refresh();
  await vault.remember("pack-at", Date.now());
}

async function warn() {
  const rows = await vault.outlines("items");
  const old = rows.filter((row) => row.state !== "open" && Date.now() - Date.parse(row.since) > WARN_AFTER_MS);
  if (old.length) tell(`${old.length} hồ sơ nằm trên máy này quá 30 phút chưa gửi được.`, "warning", ["/quay/cho-gui/", "Xem từng hồ sơ"]);
  const waits = rows.filter((row) => row.state === "waiting" || row.state === "sending").length;
  if (waits && !old.length && IDLE.test(location.pathname)) tell(`${waits} hồ sơ nằm trên máy này, máy đang tự gửi.`, "info", ["/quay/cho-gui/", "Xem từng hồ sơ"]);
  const look = rows.filter((row) => row.state === "look");
  if (look.length) tell(`${look.length} hồ sơ cần xem lại mới gửi được.`, "warning", ["/quay/cho-gui/", "Xem từng hồ sơ"]);
  await warnOfOthers();
}

async function warnOfOthers() {
  if ((await vault.ofOthers()).length) tell("Máy này còn hồ sơ chưa gửi của người khác. Mời người đó đăng nhập để gửi; không ai khác xem hay xóa được.");
}

let prepared = false;
let begun = false;

async function work() {
  if (!(await vault.exists())) return;
  if (!prepared) {
    prepared = true;
    ready().catch(() => {}); // without a worker there is no bench; what waits is sent all the same
    outbox.heartbeat();
    setInterval(outbox.heartbeat, 60_000);
    await warn();
  }
  if (begun || !(await vault.isOpen())) return;
  begun = true;
  const [, visit, step] = STEP.exec(location.pathname) ?? [];
  outbox.watch();
  if (visit && (await giveBack(visit, Number(step)).catch(() => false))) return;
  if (IDLE.test(location.pathname)) await wipeEnded().then(() => visits.sweep()).catch(() => {});
  await giveBackLoose().catch(() => {});
  await refreshPack().catch(() => {}); // what is here already stays; the next page asks again
  if (visit) {
    follow(visit);
    await snapshot(visit).catch(() => {});
  }
}

/** A PIN was set (`anew`), or the right one given. */
export async function enter(pin, { anew = false } = {}) {
  if (!(await vault.exists())) await vault.setUp(pin);
  else if (anew && (await vault.rewrap(pin))) {
    /* what lies here opens with the new PIN from now on */
  } else if (!(await vault.isOpen()) && !(await vault.open(pin))) {
    // The PIN was changed on another PC: just after a full sign-in the server hands the key out.
    const key = await fromEscrow().catch(() => null);
    if (!key || !(await vault.recover(key, pin))) {
      return tell("Những gì máy này giữ còn khóa bằng mã PIN cũ.", "warning", ["/quay/may/ban/", "Mở bằng mã PIN cũ"]);
    }
  }
  work();
  return undefined;
}

/** Begin for the clerk of this page. */
export async function begin(me) {
  await vault.workFor(me);
  document.addEventListener("vault:escrow", ({ detail }) => escrow(detail.key));
  document.addEventListener("vault:open", () => work());
  document.addEventListener("vault:open", closeQuestion);
  document.addEventListener("outbox:sign-in", () => tell("Hồ sơ chờ gửi cần đăng nhập lại. Không mất gì."), { once: true });
  if (await vault.exists()) {
    await work();
    await askForPin();
  } else {
    await warnOfOthers();
    document.dispatchEvent(new Event("store:none"));
  }
}

/* The store lies here and is closed: after a sign-in or a start of the browser its PIN is asked for once. */
const ASKED = "quay.da-hoi-pin";
let question = null;

const closeQuestion = () => question?.close();

async function askForPin() {
  if (document.querySelector("[data-lock-page], form[data-pin-set]") || document.documentElement.dataset.locked) return;
  if (sessionStorage.getItem(ASKED) || (await vault.isOpen())) return;
  question = document.createElement("dialog");
  question.className = "dialog";
  question.setAttribute("aria-labelledby", "hoi-pin-ten");
  put(question, html`<form class="form" method="dialog"><h2 id="hoi-pin-ten">Nhập mã PIN</h2><p>Để máy này giữ lượt đang làm khi mất mạng và gửi tiếp hồ sơ đang chờ.</p>
    <div class="field"><label class="label" for="id_hoi_pin">Mã PIN 6 số</label><p class="error" role="alert"></p><input id="id_hoi_pin" name="pin" type="password" inputmode="numeric" maxlength="6" autocomplete="off" class="so width-code"></div>
    <p class="actions"><button type="submit" class="button main">Mở</button><button type="submit" class="button" value="later">Để sau</button></p></form>`);
  question.addEventListener("close", () => {
    sessionStorage.setItem(ASKED, "1");
    question.remove();
  });
  question.firstElementChild.addEventListener("submit", async (event) => {
    if (event.submitter?.value === "later") return;
    event.preventDefault();
    event.stopPropagation();
    const box = event.target.elements.pin;
    if (/^\d{6}$/.test(box.value) && (await vault.open(box.value))) return;
    const left = await vault.triesLeft();
    if (left < 1) location.assign("/quay/may/ban/");
    question.querySelector("[role=alert]").textContent = `Mã PIN chưa đúng. Còn ${left} lần thử.`;
    box.value = "";
    box.focus();
  });
  document.body.append(question);
  question.showModal();
  question.querySelector("input").focus();
}
globalThis.cuamoVault = vault;
