/* The courier's program: reads the address, draws the page, writes what is done. It needs no network once it was open. */
import "./space.js";
import * as acts from "./acts.js";
import { codesIn, drawn, scanWith, smaller, stop as stopCamera } from "./camera.js";
import { tryCode, triesLeft, wrongTries } from "./code.js";
import { watchPlace } from "./place.js";
import * as runs from "./run.js";
import * as views from "./views.js";
import { put, html, icon } from "../offline/draw.js";
import { escrow, fromEscrow } from "../offline/link.js";
import * as vault from "../offline/vault.js";
import { signPad } from "../sign.js";

const $ = (id) => document.getElementById(id);
const IDLE_MS = 15 * 60_000;
const TOUCHED = "giao.luc";
let entered = false;
let scanned = null; // the answer to the last scan
let wrong = ""; // what the last code was told
let shown = "";
let busy = false;
const online = () => document.documentElement.dataset.network !== "offline";

/* ── Drawing ─────────────────────────────────────────────────────────────────────────────────────────────── */

function show({ page, area, title, back, body, actions }, { calm = false } = {}) {
  const kept = calm && document.activeElement?.id;
  const typed = calm ? new Map([...document.querySelectorAll("#trang [name], #viec-chinh [name]")].map((one) => [one.id || one.name + one.value, one])) : null;
  if (typed && busyTyping(typed)) return; // nothing is drawn over what is being typed, signed or chosen
  put($("trang"), body);
  put($("viec-chinh"), actions);
  put($("lui"), back ? html`<a class="back" href="${back[0]}">${icon("undo")}${back[1]}</a>` : "");
  $("lui").hidden = !back;
  $("ten-trang").textContent = area;
  document.title = `${title} – Cửa Mở`;
  document.body.dataset.page = page;
  for (const canvas of document.querySelectorAll("canvas[data-sign]")) {
    const details = canvas.closest("details");
    if (!details || details.open) signPad(canvas);
    else details.addEventListener("toggle", () => details.open && !canvas.dataset.ready && (canvas.dataset.ready = "1") && signPad(canvas));
  }
  if (kept) $(kept)?.focus({ preventScroll: true });
}

function busyTyping(fields) {
  const touched = [...fields.values()].some((one) => (["radio", "checkbox"].includes(one.type) ? one.checked !== one.defaultChecked : one.tagName === "SELECT" ? one.selectedIndex > 0 : Boolean(one.value) && one.value !== one.defaultValue));
  return touched || [...document.querySelectorAll("#trang details")].some((one) => one.open && one.dataset.drawn !== "open");
}

function say(text, kind = "info") {
  put($("bao"), html`<p class="notice ${kind}" role="${kind === "error" ? "alert" : "status"}">${icon(kind === "error" || kind === "warning" ? "warning" : "check-circle")}<span>${text}</span></p>`);
}

async function draw({ calm = false } = {}) {
  if (!entered) return;
  const view = await runs.now();
  if (!view) {
    show({ page: "G1", area: "Chuyến giao", title: "Chuyến giao", back: null, body: html`<h1>Chuyến hôm nay</h1><p>Máy này chưa có chuyến. Mở một lần khi có mạng.</p>`, actions: html`<form data-do="fresh"><button type="submit" class="button main">${icon("refresh")} Lấy chuyến</button></form>` });
    return;
  }
  const [place, id] = location.hash.slice(1).split("/");
  if (location.hash !== shown) {
    if (shown) put($("bao"), "");
    [shown, wrong] = [location.hash, ""];
    if (place !== "quet") scanned = null;
    stopCamera();
    calm = false;
    scrollTo(0, 0);
  }
  const found = place === "phong-bi" ? runs.stopOf(view, id) : null;
  const run = place === "chuyen" ? view.runs.find((one) => one.id === id) : null;
  if (found) {
    const left = found.stop.check ? await triesLeft(found.stop, view.pack.most_tries) : 0;
    show(views.door(view, found.run, found.stop, { left, error: wrong, online: online() }), { calm });
  } else if (run) show(views.oneRun(view, run, online()), { calm });
  else if (place === "quet") {
    show(views.scan(view, id === "tra" ? "tra" : "nhan", scanned, online()), { calm });
    if (!calm) $("id_label")?.focus({ preventScroll: true });
  } else if (place === "cho-gui") show(views.unsent(view), { calm });
  else show(views.runList(view), { calm });
  if (view.runs.length) watchPlace();
}

/* ── What is done ────────────────────────────────────────────────────────────────────────────────────────── */

const LABEL = /^[A-Z]{2}\d{9}VN$/;
const plainLabel = (text) => text.toUpperCase().replace(/[^A-Z0-9]/g, "");

async function scan(text, way) {
  const view = await runs.now();
  const number = text.trim().toUpperCase();
  if (number.startsWith("TU-")) return scanBag(view, number, way);
  const label = plainLabel(text);
  const found = runs.byLabel(view, label);
  if (!LABEL.test(label)) return miss("Đây không phải mã trên nhãn.", "Mã có 13 ký tự, ví dụ RH000000011VN. Quét lại hoặc gõ lại.");
  const inside = found ? null : runs.bagWith(view, label);
  if (inside) return miss(`Phong bì ${label} nằm trong túi ${inside.number}.`, "Quét mã của túi; phong bì đi cùng túi.");
  if (!found || found.stop.gone) {
    const where = view.pack.elsewhere[label];
    if (where || !checked(label)) return miss(`Phong bì ${label} không thuộc chuyến này.`, where ? `Thuộc chuyến ${where}.` : "Số kiểm của mã không đúng. Quét lại hoặc gõ lại.");
    return unknown(view, label, way);
  }
  const { run, stop } = found;
  if (way === "tra") {
    if (stop.state === "RETURNED") scanned = { kind: "info", text: `${label} đã quét trả trước đó.`, run };
    else if (stop.state === "ON_MANIFEST" || stop.state === "DELIVERED") return miss(`Máy này không giữ ${label}.`, stop.state === "DELIVERED" ? "Đã trao cho người nhận." : "Chưa quét nhận.");
    else {
      await acts.write("back", { run, stop });
      scanned = { kind: "success", text: `Đã quét trả ${label}. Chờ điểm quét nhận.`, run };
    }
  } else if (stop.fetch && stop.state === "ON_MANIFEST") return miss(`Giấy tờ của ${label} còn ở nhà người gửi.`, "Tới nơi thì mở điểm dừng này trong chuyến: đếm, niêm phong, lấy chữ ký.");
  else if (stop.state !== "ON_MANIFEST") scanned = { kind: "info", text: `${label} đã quét nhận trước đó.`, run };
  else {
    await acts.write("take", { run, stop });
    scanned = { kind: "success", text: `Đã nhận ${label}, niêm phong ${stop.seal}.`, hint: "So số niêm phong với phong bì.", run };
  }
  const after = await runs.now();
  scanned.run = after.runs.find((one) => one.id === run.id) ?? run;
  return draw();
}

/* A bag is scanned as a whole; what is in it changes hands with it. */
async function scanBag(view, number, way) {
  const found = runs.bagOf(view, number);
  if (!found) return unknown(view, number, way);
  const { run, bag } = found;
  const words = `túi ${number}, ${bag.labels.length} phong bì, niêm phong ${bag.seal}`;
  if (way === "tra" ? bag.given || bag.over : bag.taken) scanned = { kind: "info", text: `Túi ${number} đã quét trước đó.`, run };
  else if (way === "tra" && !bag.taken) return miss(`Máy này không giữ túi ${number}.`, "Chưa quét nhận.");
  else {
    await acts.write(way === "tra" ? "back" : "take", { run, stop: { id: "", label: number } });
    scanned = { kind: "success", text: `Đã quét ${words}.`, hint: way === "tra" ? "Chờ nơi nhận quét." : "So số niêm phong với túi.", run };
  }
  scanned.run = (await runs.now()).runs.find((one) => one.id === run.id) ?? run;
  return draw();
}

/* The check digit of an S10 label: only a label that was read right is told. */
function checked(label) {
  const sum = [8, 6, 4, 2, 3, 5, 9, 7].reduce((total, weight, place) => total + weight * Number(label[2 + place]), 0);
  const digit = 11 - (sum % 11);
  return Number(label[10]) === (digit === 10 ? 0 : digit === 11 ? 5 : digit);
}

/* What this phone does not know is told once: the server finds whose it is, or the coordinator has to. */
async function unknown(view, label, way) {
  const run = view.runs.find((one) => !one.closed) ?? { id: "" };
  const told = view.unsent.some((act) => act.label === label);
  if (!told) await acts.write(way === "tra" ? "back" : "take", { run, stop: { id: "", label } });
  return miss(`${label} không thuộc chuyến này.`, "Để riêng, đưa lại cho điểm giao. Điều phối viên được báo.");
}

function miss(text, hint) {
  scanned = { kind: "error", text, hint };
  navigator.vibrate?.([200, 100, 200]);
  return draw();
}

async function atDoor() {
  const view = await runs.now();
  needWords = view.pack.needs;
  return { view, ...runs.stopOf(view, location.hash.split("/")[1]) };
}

/* Who takes it and what was seen; `missing` says in words what the rule still asks for. The server judges again. */
function takerOf(form, stop, byCode) {
  const relation = form.elements.relation?.value ?? stop.rule.takers[0].relation;
  const rule = stop.rule.takers.find((one) => one.relation === relation);
  const seen = [...form.querySelectorAll("[name=seen]:checked")].filter((one) => !one.closest("[hidden]")).map((one) => one.value);
  const ref = form.querySelector("[name=taker_ref]:checked");
  const named = ref && !ref.closest("[hidden]") ? ref.value : "";
  const wanted = new Set([...rule.needs, ...(byCode ? [] : rule.without_code)]);
  if (named) {
    wanted.delete("NAMED");
    if (relation === "AUTHORISED" && wanted.delete("PAPER")) wanted.add("CARD");
  }
  const left = [...wanted].filter((need) => !seen.includes(need));
  const words = left.map((need) => needWords[need]?.toLowerCase() ?? "");
  return { told: { relation, seen, taker_ref: named }, missing: left.length ? `Còn thiếu: ${words.join("; ")}.` : "" };
}

let needWords = {};

async function handByCode(form) {
  const { view, run, stop } = await atDoor();
  const code = form.elements.pin.value.replace(/\D/g, "");
  if (code.length !== 4) wrong = "Mã nhận có 4 số.";
  else {
    const who = takerOf(form, stop, true);
    if (who.missing) return say(who.missing, "error");
    const { right, left } = await tryCode(stop, code, view.pack.most_tries);
    if (right) {
      await acts.write("hand", { run, stop, proof: "CODE", ...who.told, code, wrong_tries: await wrongTries(stop) });
      wrong = "";
      await draw();
      return say("Đã trao tận tay.", "success");
    }
    navigator.vibrate?.([200, 100, 200]);
    wrong = left ? `Mã chưa đúng. Còn ${left} lần thử. Hỏi lại người nhận.` : "Đã thử sai 5 lần.";
  }
  await draw();
  return $("id_pin")?.focus();
}

async function handSeen(form) {
  const { run, stop } = await atDoor();
  const signature = form.elements.signature.value;
  const photo = $("id_taken").files[0];
  const who = takerOf(form, stop, false);
  if (who.missing) return say(who.missing, "error");
  if (!signature && !photo) return say("Chưa có chữ ký hoặc ảnh. Mời người nhận ký vào khung.", "error");
  const picture = signature ? await drawn(signature) : await smaller(photo);
  await acts.write("hand", { run, stop, proof: signature ? "SIGNATURE" : "PHOTO", ...who.told, wrong_tries: await wrongTries(stop), picture });
  await draw();
  return say("Đã trao tận tay.", "success");
}

async function fetchPapers(form) {
  const { run, stop } = await atDoor();
  const papers = form.elements.papers.value.trim();
  const seal = form.elements.seal.value.replace(/\s/g, "").toUpperCase();
  const signature = form.elements.signature.value;
  const photo = $("id_taken").files[0];
  if (!/^[1-9]\d?$/.test(papers)) return say("Ghi số giấy tờ đã đếm, từ 1 đến 99.", "error");
  if (!/^[A-Z0-9-]{4,20}$/.test(seal)) return say("Số niêm phong cần 4–20 chữ, số.", "error");
  if (!signature && !photo) return say("Chưa có chữ ký hoặc ảnh. Mời người giao ký vào khung.", "error");
  const picture = signature ? await drawn(signature) : await smaller(photo);
  await acts.write("fetch", { run, stop, papers, seal, proof: signature ? "SIGNATURE" : "PHOTO", picture });
  await draw();
  return say(`Đã nhận ${papers} giấy tờ, niêm phong ${seal}. Có mạng thì người giao được tin nhắn.`, "success");
}

async function fail(form) {
  const { run, stop } = await atDoor();
  const reason = form.elements.reason.value;
  if (!reason) return say("Chọn lý do chưa giao được.", "error");
  const photo = $("id_door").files[0];
  await acts.write("fail", { run, stop, reason, next_window: form.elements.next_window?.value ?? "", note: form.elements.note.value.trim(), wrong_tries: await wrongTries(stop), picture: photo ? await smaller(photo) : null });
  location.hash = `#chuyen/${run.id}`;
  await draw();
  return say(`Đã ghi. Có mạng thì ${stop.fetch ? "người giao" : "người nhận"} được tin nhắn báo.`, "success");
}

async function goOut(form) {
  const window = form.elements.window.value;
  const view = await runs.now();
  if (form.dataset.run) {
    const run = view.runs.find((one) => one.id === form.dataset.run);
    for (const stop of run.ready) await acts.write("go", { run, stop, window });
  } else {
    const { run, stop } = runs.stopOf(view, location.hash.split("/")[1]);
    await acts.write("go", { run, stop, window });
  }
  await draw();
}

async function close(form) {
  const view = await runs.now();
  const words = form.elements.words?.value.trim();
  if (form.elements.words && words.length < 10) return say("Viết rõ chúng ở đâu, vì sao (ít nhất 10 chữ).", "error");
  await acts.write("close", { run: view.runs.find((one) => one.id === form.dataset.run), ...(words ? { words } : {}) });
  await draw();
  return say("Đã kết thúc chuyến.", "success");
}

const DO = {
  "hand-code": handByCode, "hand-seen": handSeen, fetch: fetchPapers, fail, go: goOut, "go-all": goOut, close, pin,
  scan: (form) => scan(form.elements.label.value, form.dataset.way),
  send: async () => { const fault = await acts.send(); await draw(); if (fault) say("Chưa gửi được. Mọi việc vẫn còn trên máy này, máy tự gửi lại.", "warning"); },
  fresh: async () => { await runs.refresh().catch(() => {}); await draw(); },
};

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const act = DO[form.dataset.do];
  if (!act || busy) return;
  busy = true;
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  try {
    await act(form);
  } catch (fault) {
    failed(fault);
  } finally {
    busy = false;
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
});

function failed(fault) {
  if (fault instanceof vault.Closed) return gate();
  const full = fault instanceof vault.Full || fault?.name === "QuotaExceededError";
  if (!full) console.error(fault);
  return say(full ? "Chưa ghi được: bộ nhớ máy đầy. Việc vừa rồi CHƯA được giữ. Xóa bớt ảnh, ứng dụng trên máy rồi bấm lại; những việc trước vẫn còn." : "Chưa ghi được việc này. Bấm lại. Vẫn thế thì gọi tổng đài.", "error");
}

document.addEventListener("click", async (event) => {
  const pressed = event.target.closest("button[data-do]");
  if (!pressed) return;
  if (pressed.dataset.do === "again") await acts.again(pressed.dataset.act).then(() => draw(), failed);
  if (pressed.dataset.do === "camera") await camera(pressed);
});

async function camera(button) {
  const video = $("may-anh");
  const way = document.querySelector("form[data-do=scan]").dataset.way;
  video.hidden = false;
  button.disabled = true;
  let last = "";
  await scanWith(video, async (text) => {
    if (text === last) return;
    last = text;
    await scan(text, way);
  }).catch(() => say("Không mở được máy ảnh. Gõ 13 ký tự trên nhãn.", "warning"));
  button.disabled = false;
  video.hidden = true;
}

/* Another person takes it: other things have to be seen. */
document.addEventListener("change", ({ target }) => {
  const place = target.name === "relation" && target.closest("[data-taker]");
  if (!place) return;
  const wanted = JSON.parse(place.dataset.taker)[target.value] ?? [];
  for (const row of place.querySelectorAll("[data-need]")) row.hidden = !wanted.includes(row.dataset.need);
  for (const row of place.querySelectorAll("[data-of]")) row.hidden = row.dataset.of !== target.value;
  const who = place.closest("details.who")?.querySelector("[data-who]");
  if (who) who.textContent = (target.selectedOptions?.[0]?.textContent ?? target.parentElement.textContent).trim().toLowerCase();
});

document.addEventListener("change", async (event) => {
  if (event.target.dataset.photo !== "label" || !event.target.files.length) return;
  const way = document.querySelector("form[data-do=scan]").dataset.way;
  const codes = await codesIn(event.target.files[0]).catch(() => null);
  const label = codes?.map(plainLabel).find((text) => LABEL.test(text));
  if (label) await scan(label, way).catch(failed);
  else await miss(codes ? "Ảnh không thấy mã vạch của nhãn." : "Không có mạng để đọc ảnh.", "Chụp gần hơn, đủ sáng, hoặc gõ 13 ký tự trên nhãn.");
});

/* A scanner that types like a keyboard may type while nothing has the caret. */
document.addEventListener("keydown", (event) => {
  const box = $("id_label");
  if (box && event.key.length === 1 && !event.ctrlKey && !event.metaKey && document.activeElement.tagName !== "INPUT") box.focus();
});

/* ── The PIN, and who works here ─────────────────────────────────────────────────────────────────────────── */

async function gate(words = "") {
  entered = false;
  const known = await vault.exists();
  const left = known ? await vault.triesLeft() : 0;
  shown = "";
  show(views.gate({ kind: !known ? "set" : left > 0 ? "open" : "recover", left, words, others: (await vault.ofOthers()).length > 0 }));
  $("id_p")?.focus();
}

async function pin(form) {
  const given = form.elements.p.value;
  const { kind } = form.dataset;
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

let watched = false;

async function enter() {
  touch();
  entered = true;
  put($("bao"), "");
  if (!watched) {
    watched = true;
    acts.watch();
    setInterval(() => entered && idle() && gate(), 20_000);
  }
  if (!(await runs.pack())) await runs.refresh().catch(() => {});
  await draw();
  acts.send();
}

const idle = () => Math.abs(Date.now() - Number(localStorage.getItem(TOUCHED) ?? 0)) >= IDLE_MS;
function touch() {
  localStorage.setItem(TOUCHED, String(Date.now()));
}
for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => entered && touch(), { capture: true, passive: true });

async function keepProgram() {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  const registration = await worker.register("/giao/sw.js", { scope: "/giao/", type: "module", updateViaCache: "none" });
  const takeOver = async () => {
    const waits = (await vault.outlines("items")).filter((row) => row.state !== "sent").length + (await vault.ofOthers()).length;
    if (registration.waiting && !waits) registration.waiting.postMessage("worker:take-over");
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", takeOver));
  document.addEventListener("acts:fresh", takeOver);
  await takeOver();
}

/* Who is signed in decides whose store is opened; without a line it is whose it was. */
async function begin() {
  document.addEventListener("vault:escrow", ({ detail }) => escrow(detail.key));
  const who = await runs.signedIn().catch(() => undefined);
  if (who) await vault.workFor(who.id);
  if (!(await vault.clerk())) return location.replace("/dang-nhap/?next=/giao/may/");
  keepProgram().catch(() => {});
  if (await vault.exists() && (await vault.isOpen()) && !idle()) return enter();
  return gate();
}

addEventListener("hashchange", () => draw().catch(failed));
for (const name of ["acts:sent", "acts:fresh", "acts:look", "acts:written", "connection:change"]) document.addEventListener(name, () => entered && draw({ calm: true }).catch(failed));
document.addEventListener("acts:sign-in", () => {
  put($("bao"), html`<p class="notice warning" role="status">${icon("lock")}<span>Cần đăng nhập lại mới gửi được. Mọi việc vẫn còn trên máy này. <a href="/dang-nhap/?next=/giao/may/">Đăng nhập</a></span></p>`);
});
document.addEventListener("acts:settled", ({ detail }) => say(`Điểm giao đã xem việc ${detail.label}. ${detail.words}`, "info"));
globalThis.cuamoVault = vault;
globalThis.cuamoGiao = { acts: runs.acts, now: runs.now, send: acts.send, tryCode, refresh: runs.refresh };
begin().catch(failed);
