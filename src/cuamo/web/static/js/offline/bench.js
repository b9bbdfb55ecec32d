/* The bench: the counter's eleven steps on this PC alone. One visit at a time on the page; the others are parked. */
import { field, html, icon, notice, person, put } from "./draw.js";
import { escrow, fromEscrow, reachable as answers } from "./link.js";
import * as outbox from "./outbox.js";
import * as packs from "./pack.js";
import { isShut, shut, touch, unshut } from "./shut.js";
import { MAIN, NAMES, sceneOf, STEPS, consentOf } from "./steps.js";
import { listIn } from "./unsent.js";
import * as vault from "./vault.js";
import * as visits from "./visits.js";
import { clock } from "./words.js";

const $ = (id) => document.getElementById(id);
const channel = new BroadcastChannel("cuamo-guong");
const WITHOUT = "Không có mạng thì: chưa tra cứu, chưa trả VietQR, chưa có mã xác nhận qua điện thoại. Mọi việc khác làm được.";
let ctx = null; // the visit on the page
let pack = null;
let wards = [];
let heard = 0;
let blank = false;
let counted = 0;
let began = performance.now();
let shape = "";

/* ── What the page shows ─────────────────────────────────────────────────────────────────────────────────── */

function keys(list) {
  put($("phim"), list.map(([key, name, act]) => (act === "main"
    ? html`<button type="submit" form="buoc" data-key="${key}" class="main"><kbd>${key}</kbd>${name}</button>`
    : html`<button type="button" data-key="${key}" data-act="${act}"><kbd>${key}</kbd>${name}</button>`)));
}

function show(markup, { title, page }) {
  put($("noi-dung"), html`<div id="thong-bao" class="notices" aria-live="polite"></div>${markup}`);
  document.title = `${title} – Cửa Mở`;
  document.body.dataset.page = page;
  const caret = $("loi") ?? $("noi-dung").querySelector("[data-caret]") ?? $("noi-dung").querySelector("input, button");
  caret?.focus({ preventScroll: false });
}

async function rails() {
  const { item, content, step } = ctx;
  const furthest = visits.reachable(item, content);
  put($("cac-buoc"), html`<nav aria-label="Các bước"><ol class="step-list">${NAMES.map((name, place) => {
    const number = place + 1;
    const status = number === step ? "now" : number < furthest ? "done" : "later";
    const inside = html`<span class="step-number">${status === "done" ? icon("check") : number}</span><span>${name}${status === "done" && html`<span class="hidden"> (đã điền)</span>`}</span>`;
    const may = number <= furthest && (item.state === "open" || number === 11);
    return html`<li class="${status}">${may ? html`<a href="#${item.key}/${number}" data-step="${number}"${number < 10 && html` data-key="Alt+${number}"`}${number === step && html` aria-current="step"`}>${inside}</a>` : html`<span class="step"${number === step && html` aria-current="step"`}>${inside}</span>`}</li>`;
  })}</ol></nav>`);
  put($("ben-phai"), html`${step !== 1 && html`<section><h2>Người làm thủ tục</h2>${person(item.facts)}</section>`}${content && html`<section><h2>Thủ tục</h2><p>${content.name_vi}</p></section>`}
    <section><h2>Số tạm</h2><p class="so">${item.local_number}</p></section><section><h2>Khách đang thấy</h2><p class="mirror" aria-live="polite">${blank ? "Màn hình nghỉ" : SCENES[sceneOf(ctx).scene]}</p>
    <p class="small">${ctx.citizen ? "Màn hình công dân: đã mở" : "Màn hình công dân: chưa mở"}</p><p class="row"><button type="button" class="button small-button" data-key="Alt+0" data-act="blank"><kbd>Alt+0</kbd>${blank ? "Hiện" : "Che"}<span class="hidden"> màn hình công dân</span></button><button type="button" class="button small-button" data-act="open-window">Mở</button></p></section>
    <section><h2>Mất mạng</h2><p class="small">${WITHOUT}</p></section>`);
}

const SCENES = { welcome: "Lời chào", consent: "Câu hỏi đồng ý", filling: "Tên thủ tục, giấy tờ đang nhận", summary: "Bản tóm tắt để xem lại", sign: "Khung ký tên", pay: "Số tiền phải trả", done: "Số tạm và việc tiếp theo" };

async function draw() {
  if (!ctx) return; // locked meanwhile
  const { step, item } = ctx;
  ctx.errors ??= {};
  if (step === 3) ctx.found = await visits.search(item.search);
  show(STEPS[step - 1].draw(ctx), { title: NAMES[step - 1], page: `Q${step}` });
  shape = STEPS[step - 1].shape?.(ctx) ?? "";
  await rails();
  const wait = step === 8 && !item.confirmation;
  keys([["Esc", step === 1 ? "Để chờ" : "Bước trước", item.state === "open" ? "back" : "home"], ["F2", "Người tiếp", "home"], ...(step === 3 ? [] : [["F4", "Tìm", "home"]]), ...(wait ? [] : [["F10", MAIN[step - 1], "main"]])].filter(([key]) => key !== "F10" || $("buoc")));
  put($("giua-thanh"), html`<span class="ticket so">${item.ref || item.local_number}</span><span class="timer so" data-begun="${item.made_at}">${icon("clock")}<span></span></span>`);
  tick();
  history.replaceState(null, "", `/quay/may/ban/#${item.key}/${step}`);
  mirror();
  thumbs();
}

function tick() {
  const timer = document.querySelector("[data-begun]");
  if (!timer) return;
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(timer.dataset.begun)) / 1000));
  if (seconds < 14400) timer.querySelector("span").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
setInterval(tick, 1000);

async function thumbs() {
  for (const image of document.querySelectorAll("img[data-file]")) {
    const bytes = await vault.get("files", image.dataset.file);
    if (!bytes) image.alt = "Tệp không còn trên máy này";
    else if (!image.dataset.type.includes("pdf")) {
      image.src = URL.createObjectURL(new Blob([bytes], { type: image.dataset.type }));
      image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    }
  }
}

function announce(text, kind = "info") {
  document.dispatchEvent(new CustomEvent("announce", { detail: { text, kind } }));
}

/* ── Going about ─────────────────────────────────────────────────────────────────────────────────────────── */

let letGo = null;
let heldKey = "";

/* A visit is open in one window at a time: two would write over each other's words. */
function hold(key) {
  if (letGo && heldKey === key) return Promise.resolve(true);
  leave();
  return new Promise((done) => {
    navigator.locks.request(`cuamo-luot-${key}`, { ifAvailable: true }, (lock) => {
      if (lock) heldKey = key;
      const until = lock ? new Promise((over) => { letGo = over; }) : null;
      done(Boolean(lock));
      return until;
    });
  });
}

function leave() {
  letGo?.();
  letGo = null;
  heldKey = "";
}

async function open(item, step = item.step) {
  if (!(await hold(item.visit_id ?? item.key))) {
    await home();
    return announce("Lượt này đang mở ở cửa sổ khác của máy này.", "warning");
  }
  ctx = { item, pack, wards, step: 1, errors: {}, found: [], content: null, citizen: seen(), sent: null };
  if (item.version_id) ctx.content = await packs.content(item.version_id);
  return goTo(Math.min(step, visits.reachable(item, ctx.content)));
}

async function goTo(step, { line = "" } = {}) {
  if (!ctx) return; // locked meanwhile: it opens at the step it stands at
  const { item } = ctx;
  ctx.step = Math.max(1, Math.min(step, visits.reachable(item, ctx.content)));
  if (ctx.step === 4 && !STEPS[3].shape(ctx)) ctx.step = step < item.step ? 3 : 5;
  ctx.errors = {};
  ctx.line = line;
  ctx.back = line ? 7 : 0;
  if (item.state === "open") {
    item.step = ctx.step;
    await visits.save(item);
  }
  began = performance.now();
  await draw();
}

function measure(form) {
  const told = new FormData(form);
  const presses = Number(told.get("presses") ?? 0);
  const kept = ctx.item.measures[ctx.step] ?? { presses: 0, seconds: 0 };
  ctx.item.measures[ctx.step] = { presses: kept.presses + Math.max(0, presses - counted), seconds: kept.seconds + Math.round((performance.now() - began) / 1000) };
  counted = presses;
}

async function submit(form, act) {
  const { item, step } = ctx;
  if (item.state === "open") {
    measure(form);
    STEPS[step - 1].capture(ctx, form);
    await visits.save(item);
  }
  const next = await STEPS[step - 1].take(ctx, form, act);
  if (next === "discard") {
    await visits.discard(item);
    return wipe();
  }
  if (next === "end") return wipe();
  if (item.state === "open") {
    item.touched = true;
    await visits.save(item);
  }
  if (next === 11) outbox.send();
  if (next && next !== step) return goTo(next);
  return draw();
}

async function wipe() {
  ctx = null;
  channel.postMessage({ type: "scene", scene: { scene: "welcome" } });
  if (await answers(1500)) location.assign("/quay/");
  else await home();
}

async function home() {
  ctx = null;
  leave();
  blank = false;
  history.replaceState(null, "", "/quay/may/ban/");
  const items = await visits.all();
  const parked = items.filter((item) => item.state === "open");
  const waiting = items.filter((item) => item.state !== "open");
  const others = await vault.ofOthers();
  put($("cac-buoc"), html`<section aria-label="Không cần mạng"><p class="small">Hồ sơ làm ở đây nằm trên máy này, mã hóa, và tự gửi khi có mạng.</p></section>`);
  put($("ben-phai"), html`<section><h2>Mất mạng</h2><p class="small">${WITHOUT}</p></section>${others.length > 0 && html`<section>${notice("warning", "lock", "Máy này còn hồ sơ chưa gửi của người khác. Mời người đó đăng nhập để gửi.")}</section>`}`);
  put($("giua-thanh"), html`<span>Không cần mạng</span>`);
  show(html`<section class="card accent idle-scan">${icon("card")}<h1>Mời quét căn cước</h1><form id="buoc" class="form" method="post" data-wedge="#id_card">${
    field({ key: "card", label_vi: "Mã QR trên căn cước", type: "text", help_vi: "Quét bằng máy quét, hoặc dán nội dung mã QR rồi bấm Enter", required: true }, "", { caret: true })}
    <p class="actions"><button type="submit" class="button main">Bắt đầu lượt hỗ trợ</button><button type="submit" class="button" name="act" value="by-hand">Không có thẻ, nhập tay</button></p></form></section>
    <section class="card"><h2>Lượt đang chờ</h2>${parked.length ? html`<ul class="list" data-digits>${parked.map((item) => html`<li><a href="#${item.key}/${item.step}" data-open="${item.key}">${icon("person")}<span><strong>${item.facts["person.full_name"] || "Chưa có tên"}</strong><small>${NAMES[item.step - 1]} · từ ${clock(Date.parse(item.made_at))}</small></span></a></li>`)}</ul>` : html`<p>Không có lượt nào đang chờ.</p>`}</section>
    <details class="card"${waiting.some((item) => item.state === "look") && html` open`}><summary>Chờ gửi: ${waiting.length} hồ sơ${waiting.length > 0 && ", máy tự gửi khi có mạng"}</summary><div id="tren-may"></div></details>`, { title: "Mời quét căn cước", page: "Q0" });
  listIn($("tren-may"));
  keys([["Esc", "Về quầy có mạng", "online"], ["F10", "Bắt đầu lượt", "main"]]);
  mirror();
}

/* ── The citizen's window ────────────────────────────────────────────────────────────────────────────────── */

const seen = () => Date.now() - heard < 6000;

function mirror() {
  channel.postMessage({ type: "scene", visit: ctx?.item.key ?? "", blank, scene: ctx ? sceneOf(ctx) : { scene: "welcome" } });
}

channel.onmessage = async ({ data }) => {
  if (data.type === "here") {
    const before = seen();
    heard = Date.now();
    if (data.fresh || !before) mirror();
    if (ctx && !before) {
      ctx.citizen = true;
      if ([2, 7, 8].includes(ctx.step)) await draw();
      else await rails();
    }
    return;
  }
  if (data.type === "act" && ctx && data.visit === ctx.item.key && ctx.item.state === "open") await citizenAct(data);
};

/* The picture in a data address; the policy of the page lets nothing be fetched from one. */
function drawn(address) {
  const bytes = Uint8Array.from(atob(address.slice(address.indexOf(",") + 1)), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: "image/png" });
}

async function citizenAct({ act, value }) {
  touch();
  const { item, content, step } = ctx;
  if (act === "help") return announce("Khách gọi giúp. Chậm lại, hỏi khách cần gì.", "warning");
  if (act === "consent") item.consent = consentOf(pack, value, "screen-touch");
  if (act === "change") item.line = value;
  if (act === "agree") Object.assign(item, { agreed_at: new Date().toISOString(), line: null });
  if (act === "sign") {
    const image = await visits.keepFile(drawn(value), "chu-ky.png");
    item.confirmation = { method: "SIGNATURE", summary_hash: await visits.shownHash(item, content), shown_total_vnd: visits.feesOf(item, content).citizen_total_vnd, image_sha256: image.sha256, witness_name: "", at: new Date().toISOString() };
    item.types = { ...item.types, [image.sha256]: "image/png" };
  }
  item.touched = true;
  await visits.save(item);
  const next = { consent: item.consent?.given && step === 2 ? 3 : 0, agree: step === 7 ? 8 : 0, sign: step === 8 ? visits.reachable(item, content) : 0 }[act];
  return next ? goTo(next) : draw();
}

/* ── Keys, words, files ──────────────────────────────────────────────────────────────────────────────────── */

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || !form.closest("#noi-dung")) return;
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  try {
    const act = event.submitter?.value ?? "";
    if (form.dataset.pin) await pin(form);
    else if (ctx) await submit(form, act);
    else {
      const item = act === "by-hand" ? await visits.beginByHand() : await visits.begin(form.elements.card.value);
      await open(item, 1);
    }
  } catch (fault) {
    if (fault instanceof vault.Closed) await gate();
    else announce(fault.message, "error");
  } finally {
    delete form.dataset.busy;
  }
}, true);

async function typed(event) {
  const form = event.target.form;
  if (!ctx || ctx.item.state !== "open" || !form?.closest("#noi-dung") || event.target.type === "file") return;
  const { step, item } = ctx;
  STEPS[step - 1].capture(ctx, form);
  item.touched = true;
  const place = form.querySelector("[data-save-note]");
  await visits.save(item);
  if (place?.isConnected) place.textContent = "Đã ghi trên máy này";
  if (step === 3 && event.target.id === "id_q") {
    ctx.found = await visits.search(item.search);
    put($("tim-thay"), STEPS[2].list(ctx));
  } else if (!event.isComposing && STEPS[step - 1].shape && STEPS[step - 1].shape(ctx) !== shape) await redrawAt(event.target);
}

/* The fields that apply have changed: the page is drawn anew and the caret stays where it was. */
async function redrawAt(target) {
  const { name, value, type } = document.activeElement?.form ? document.activeElement : target;
  await draw();
  const same = [...document.querySelectorAll("#buoc [name]")].filter((one) => one.name === name);
  (same.find((one) => type !== "radio" || one.value === value) ?? same[0])?.focus();
}
document.addEventListener("input", typed);
document.addEventListener("change", async (event) => {
  const line = event.target.closest?.("form[data-paper-form]");
  if (line && ctx) {
    const { item } = ctx;
    const wrong = [];
    for (const file of event.target.files) {
      try {
        const taken = await visits.takenIn(file);
        await visits.addPaper(item, line.dataset.paperForm, taken, taken.name);
      } catch (fault) {
        if (fault instanceof vault.Closed) throw fault;
        wrong.push(`${file.name}: ${fault.message}`);
      }
    }
    item.touched = true;
    await visits.save(item);
    await draw();
    for (const words of wrong) announce(words, "error");
  } else if (event.target.matches?.("#buoc input[type=file]") && event.target.files.length) event.target.form.requestSubmit();
  else if (event.target.matches?.("select, [type=checkbox], [type=radio]")) await typed(event);
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-act], [data-step], [data-open], [data-change]");
  if (!button) return;
  event.preventDefault();
  const { act, step, open: key, line } = button.dataset;
  if (key) return open(await visits.load(key));
  if (step && ctx) return goTo(Number(step), { line });
  if (act === "online") return location.assign("/quay/");
  if (act === "home") return home();
  if (act === "back") return ctx && ctx.step > 1 ? goTo(ctx.step > 7 ? 7 : ctx.step - 1) : home();
  if (act === "open-window") return window.open("/quay/may/guong/", "guong");
  if (act === "blank") {
    blank = !blank;
    mirror();
    return rails();
  }
  if (act === "drop-paper") {
    const { item } = ctx;
    item.papers = item.papers.filter((paper) => !(paper.key === button.dataset.keyOf && paper.sha256 === button.dataset.hash));
    visits.changed(item);
    await visits.save(item);
    return draw();
  }
  if (act?.startsWith("print-")) return sheet(act.slice(6));
  return undefined;
});

/** A sheet opens beside the page; F8 prints it. It reads the visit out of the store. */
async function sheet(kind) {
  if (ctx.item.state === "open") await visits.save(ctx.item);
  const link = document.createElement("a");
  link.dataset.paper = { slip: "Phiếu nhận tạm A5", summary: "Bản tóm tắt A5", consent: "Giấy đồng ý A5" }[kind];
  link.href = `/quay/may/phieu/?to=${kind}&luot=${ctx.item.key}`;
  link.hidden = true;
  $("noi-dung").append(link);
  link.click();
}

/* ── The door: which clerk, which PIN ────────────────────────────────────────────────────────────────────── */

async function gate(words = "") {
  const known = await vault.exists();
  const left = known ? await vault.triesLeft() : 0;
  const online = await answers(1500);
  put($("cac-buoc"), "");
  put($("ben-phai"), "");
  keys([["F10", "Mở", "main"]]);
  if (!known && !online) return show(html`<h1>Chưa dùng được khi mất mạng</h1>${notice("warning", "offline", "Máy này chưa được chuẩn bị cho người đang làm. Có mạng thì đăng nhập, đặt mã PIN, rồi máy tự lưu những gì cần.")}`, { title: "Chưa sẵn sàng", page: "Q0" });
  // Whoever stands before a locked counter sets no PIN of their own.
  if (!known && isShut()) return show(html`<section class="card narrow" data-unlock-first><h1>Quầy đang khóa</h1><p>Mở khóa quầy trước, rồi quay lại đây.</p><p class="actions"><a class="button main" href="/quay/" data-caret>Mở khóa quầy</a></p></section>`, { title: "Quầy đang khóa", page: "Q0" });
  const kind = !known ? "set" : left > 0 ? "open" : "recover";
  const say = {
    set: ["Đặt mã PIN", "6 số, để mở những gì máy này giữ khi mất mạng."],
    open: ["Nhập mã PIN", `Mất mạng vẫn mở được. Còn ${left} lần thử.`],
    recover: ["Quên mã PIN", online ? "Đăng nhập lại đủ hai bước, quay lại đây trong 5 phút rồi đặt mã PIN mới. Không mất gì." : "Sai 5 lần. Có mạng, đăng nhập lại đủ hai bước thì đặt được mã PIN mới. Không mất gì."],
  }[kind];
  return show(html`<section class="card narrow"><h1>${say[0]}</h1><p>${say[1]}</p>${words && notice("error", "warning", words)}<form id="buoc" class="form" method="post" data-pin="${kind}">
    <div class="field"><label class="label" for="id_pin">Mã PIN 6 số</label><input id="id_pin" name="pin" type="password" inputmode="numeric" maxlength="6" pattern="[0-9]{6}" autocomplete="off" class="so width-code" data-caret></div>
    ${kind !== "open" && html`<div class="field"><label class="label" for="id_again">Nhập lại mã PIN</label><input id="id_again" name="again" type="password" inputmode="numeric" maxlength="6" autocomplete="off" class="so width-code"></div>`}
    <p class="actions"><button type="submit" class="button main">${kind === "open" ? "Mở" : "Đặt mã PIN"}</button>${kind === "recover" && html`<a class="button" href="/dang-nhap/?next=/quay/may/ban/">Đăng nhập lại</a>`}</p></form></section>`, { title: say[0], page: "Q0" });
}

async function pin(form) {
  const given = form.elements.pin.value;
  const kind = form.dataset.pin;
  if (!/^\d{6}$/.test(given)) return gate("Mã PIN có đúng 6 chữ số.");
  if (kind !== "open" && form.elements.again.value !== given) return gate("Hai lần nhập khác nhau. Nhập lại.");
  if (kind === "set") await vault.setUp(given);
  else if (kind === "open" && !(await vault.open(given))) return gate("Mã PIN chưa đúng. Nhập lại.");
  else if (kind === "recover") {
    const key = await fromEscrow().catch(() => null);
    if (!key || !(await vault.recover(key, given))) return gate("Chưa lấy lại được khóa. Đăng nhập lại đủ hai bước rồi thử ngay.");
  }
  return enter();
}

/* Half an hour is long for a dossier to lie on a PC (ux §5 f). */
async function warnOfAge() {
  const old = (await vault.outlines("items")).filter((row) => row.state !== "open" && Date.now() - Date.parse(row.since) > 30 * 60_000);
  if (old.length) announce(`${old.length} hồ sơ nằm trên máy này quá 30 phút chưa gửi được. Không tắt máy; báo trưởng ca nếu mạng còn mất.`, "warning");
}

async function enter() {
  if (!(await packs.pack())) await packs.refresh();
  pack = await packs.pack();
  wards = await packs.wards();
  visits.useWards(wards);
  $("ten-diem").textContent = pack.unit.name;
  $("ten-nguoi").textContent = pack.clerk.name;
  unshut();
  sessionStorage.removeItem("phieu"); // what versions before left there in clear
  if (!entered) {
    outbox.watch();
    setInterval(outbox.heartbeat, 60_000);
    outbox.heartbeat();
    setInterval(warnOfAge, 10 * 60_000);
  }
  entered = true;
  const asked = new URLSearchParams(location.search);
  const [key, step] = location.hash.slice(1).split("/");
  const visit = asked.get("luot");
  // The visit is taken before its words are: two windows that open it at once do not both write it.
  if (visit && !(await hold(visit))) {
    await home();
    return announce("Lượt này đang mở ở cửa sổ khác của máy này.", "warning");
  }
  const item = visit ? await visits.takeOver(visit) : key ? await visits.load(key) : null;
  if (item) return open(item, Number(asked.get("buoc") ?? step) || item.step);
  await home();
  if (asked.get("luot")) announce("Lượt này chưa kịp lưu về máy, nên chưa mở được khi mất mạng. Có mạng lại là thấy.", "warning");
  return undefined;
}

/* Left alone for three minutes the bench asks for the PIN again, in every window and after a reload; sending goes on. */
let entered = false;
const atGate = () => document.querySelector("[data-pin], [data-unlock-first]") !== null;
for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => entered && !atGate() && !isShut() && touch(), { capture: true, passive: true });

function lockUp() {
  if (!entered || atGate()) return;
  shut();
  ctx = null;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  channel.postMessage({ type: "scene", visit: "", blank: true, scene: { scene: "welcome" } });
  gate();
}
setInterval(() => isShut() && lockUp(), 1000);
addEventListener("keydown", (event) => {
  if (!event.altKey || event.code !== "KeyL" || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  lockUp();
}, true);
/* Another page of the counter was locked, or opened again by its PIN. */
new BroadcastChannel("cuamo-khoa").addEventListener("message", async ({ data }) => {
  if (data?.locked) lockUp();
  else if (entered && atGate() && (await vault.isOpen())) await enter();
});

/* What nobody waited for: a save after a key. It is said, never swallowed. */
addEventListener("unhandledrejection", ({ reason }) => {
  if (reason instanceof vault.Closed) gate();
  else if (reason instanceof vault.Full) announce(reason.message, "error");
});
document.addEventListener("vault:escrow", ({ detail }) => escrow(detail.key));
document.addEventListener("vault:closed", () => gate());
document.addEventListener("outbox:sent", async ({ detail }) => {
  if (ctx?.item.key === detail.key) {
    ctx.sent = detail;
    if (ctx.step === 11) await draw();
  } else if (!ctx) await home();
});
/* The line is back: a visit in which nothing was entered here goes on where it was; the others are finished here. */
document.addEventListener("connection:change", ({ detail }) => {
  if (detail.state !== "online") return;
  if (ctx?.item.visit_id && !ctx.item.touched) location.assign(`/quay/luot/${ctx.item.visit_id}/`);
  else announce(ctx ? "Có mạng lại. Làm xong lượt này tại đây, máy tự gửi." : "Có mạng lại. Bấm Esc để về quầy.", "success");
});
document.addEventListener("outbox:sign-in", () => announce("Hồ sơ chờ gửi cần đăng nhập lại. Không mất gì.", "warning"));

/* What tests and other pages of this PC may call: the same functions the keys call. */
export const bench = {
  begin: visits.begin, save: visits.save, load: visits.load, all: visits.all, choose: visits.choose, addPaper: visits.addPaper, keepFile: visits.keepFile, finish: visits.finish,
  takeCash: visits.takeCash, checked: visits.checked, gaps: visits.gaps, feesOf: visits.feesOf, shownHash: visits.shownHash, confirmPerson: visits.confirmPerson, consentOf: (given, evidence) => consentOf(pack, given, evidence),
  content: packs.content, pack: packs.pack, send: outbox.send, vault, current: () => ctx,
};
globalThis.cuamoBench = bench;

/* The worker must run this page before the key can be handed to it. */
async function begin() {
  if (navigator.serviceWorker) {
    await navigator.serviceWorker.register("/quay/sw.js", { scope: "/quay/", type: "module", updateViaCache: "none" }).catch(() => {});
  }
  if (!isShut() && (await vault.exists()) && (await vault.isOpen())) await enter();
  else await gate();
}
begin().catch((fault) => announce(fault.message, "error"));
