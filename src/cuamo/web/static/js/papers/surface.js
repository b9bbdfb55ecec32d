/* Q6: one place to bring pages from (files, camera, phone), the tray kept fresh, pages changed by keys. */
import { Camera } from "./camera.js";
import { faultWords } from "./faults.js";
import { faultsOf, lighter, problemOf } from "./intake.js";
import { send } from "./send.js";

const SOURCE = "nguon-giay";
const dialog = document.querySelector("[data-capture]");
const list = dialog.querySelector("[data-sending]");
const finish = dialog.querySelector("#xong-khay");
const picker = dialog.querySelector("#id_tep");
const token = finish.querySelector("[name=csrfmiddlewaretoken]").value;
const most = Number(dialog.dataset.most);
const camera = new Camera(dialog.querySelector("[data-preview]"), dialog.querySelector("[data-camera]"), say);
let batch = crypto.randomUUID();
let sending = 0;
let troubled = false;
let choosing = false;
let replaces = "";
let queue = Promise.resolve();

function say(words) {
  dialog.querySelector("[data-said]").textContent = words;
}

/* Where pages come from. */
function source() {
  return dialog.querySelector("[name=nguon]:checked").value;
}

async function show(name) {
  for (const part of dialog.querySelectorAll("[data-source]")) part.hidden = part.dataset.source !== name;
  dialog.querySelector(`[name=nguon][value=${name}]`).checked = true;
  localStorage.setItem(SOURCE, name);
  say("");
  if (name !== "CAMERA") camera.stop();
  else if (await camera.start()) dialog.querySelector("[data-shoot]").focus();
}

function open() {
  if (!dialog.open) {
    batch = crypto.randomUUID();
    list.replaceChildren();
    troubled = false;
    dialog.showModal();
  }
  const name = localStorage.getItem(SOURCE) ?? "FILE";
  show(["FILE", "CAMERA", "PHONE"].includes(name) ? name : "FILE");
  if (source() === "FILE") choose(picker);
}

function choose(input) {
  choosing = true;
  input.value = "";
  input.click();
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-capture-open]")) {
    replaces = "";
    open();
  } else if (event.target.closest?.("[data-retake]")) {
    replaces = chosen()?.value ?? "";
    if (replaces) open();
  } else if (event.target.closest?.("[data-shoot]")) shoot();
  else if (event.target.matches?.("input[type=file]")) choosing = true;
});
dialog.addEventListener("change", (event) => {
  if (event.target.name === "nguon") {
    show(event.target.value);
    if (event.target.value === "FILE") choose(picker);
  }
});
dialog.addEventListener("close", () => {
  camera.stop();
  if (list.children.length && !sending) finish.submit();
});
document.addEventListener("cancel", (event) => {
  if (event.target.matches?.("input[type=file]")) choosing = false;
}, true);

/* Files: chosen, dropped, or given to one paper. */
picker.addEventListener("change", () => bring([...picker.files], "FILE"));
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-bring]");
  if (!form || event.target.type !== "file" || !event.target.files.length) return;
  replaces = "";
  if (!dialog.open) {
    batch = crypto.randomUUID();
    dialog.showModal();
    show("FILE");
  }
  bring([...event.target.files], "FILE", form.dataset.bring);
});
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (name === "drop" && event.dataTransfer.files.length) {
      if (!dialog.open) open();
      bring([...event.dataTransfer.files], "FILE");
    }
  });
}

async function shoot() {
  const photo = await camera.shoot();
  if (photo) bring([photo], "CAMERA");
}

function bring(files, from, key = "") {
  choosing = false;
  for (const file of files) {
    const line = lineOf(file);
    sending += 1;
    queue = queue.then(() => one(file, line, from, key)).finally(() => {
      sending -= 1;
      if (!sending) settle(from);
    });
  }
}

function lineOf(file) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Đang gửi ${file.name}`);
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "button small-button";
  stop.textContent = "Dừng";
  const words = document.createElement("span");
  words.className = "sending-words";
  words.textContent = "Chờ gửi";
  line.append(name, bar, words, stop);
  line.stop = new AbortController();
  stop.addEventListener("click", () => line.stop.abort());
  list.prepend(line);
  return line;
}

async function one(given, line, from, key) {
  const words = line.querySelector(".sending-words");
  const stop = line.querySelector("button");
  const bar = line.querySelector("progress");
  const done = (text, bad = false) => {
    bar.hidden = true;
    stop.hidden = true;
    words.textContent = text;
    line.classList.toggle("wrong", bad);
    if (bad) {
      troubled = true;
      say(`${given.name}: ${text}`);
    }
  };
  let file = given;
  const problem = await problemOf(file, most);
  if (problem?.lighter) {
    words.textContent = problem.words;
    file = await lighter(given);
    if (!file || file.size > most) return done("Ảnh nặng quá, máy này không thu nhỏ được. Chụp lại ở cỡ ảnh thường.", true);
  } else if (problem) return done(problem.words, true);
  const seen = await faultsOf(file);
  if (seen?.faults.length) {
    words.textContent = faultWords(seen.faults[0]);
    line.classList.add("wrong");
    picture(line, file, seen.faults);
  }
  const fields = { nguon: from, dot: batch, giay: key, thay: replaces, csrfmiddlewaretoken: token };
  const answer = await send(dialog.dataset.url, file, {
    fields,
    signal: line.stop.signal,
    onProgress: (share) => {
      bar.value = share;
      words.textContent = share < 100 ? `Đang gửi ${share} %` : "Đang xem trang";
    },
  });
  replaces = "";
  if (answer.status === -1) return done("Đã dừng, chưa nhận tệp này.");
  if (answer.status === 0) return done("Chưa gửi được: mất mạng. Tệp vẫn còn trên máy, chọn lại khi có mạng.", true);
  if (answer.status === 423) return done("Quầy đang khóa. Mở khóa bằng mã PIN rồi chọn lại tệp.", true);
  if (!answer.body) return done("Chưa gửi được, thử lại sau một phút.", true);
  if (answer.status >= 400) return done(answer.body.error, true);
  if (answer.body.told.length) return done(answer.body.told.join(" "), true);
  const faults = answer.body.pages.flatMap((page) => page.faults);
  if (faults.length && !line.querySelector("svg")) picture(line, file, faults);
  done(faults.length ? `Đã nhận. ${faults[0].words}` : `Đã nhận ${answer.body.pages.length} trang.`);
  line.classList.toggle("wrong", faults.length > 0);
  if (from === "CAMERA") say(words.textContent);
}

/* The picture with the spot marked. */
function picture(line, file, faults) {
  if (!file.type.startsWith("image/")) return;
  const frame = document.createElement("span");
  frame.className = "page-picture";
  const image = document.createElement("img");
  image.alt = "";
  image.height = 96;
  image.src = URL.createObjectURL(file);
  image.onload = () => URL.revokeObjectURL(image.src);
  image.onerror = () => frame.remove();
  const space = "http://www.w3.org/2000/svg";
  const marks = document.createElementNS(space, "svg");
  marks.setAttribute("viewBox", "0 0 100 100");
  marks.setAttribute("preserveAspectRatio", "none");
  marks.setAttribute("aria-hidden", "true");
  for (const { box } of faults) {
    const mark = document.createElementNS(space, "rect");
    const [left, top, right, bottom] = box.map((share) => share * 100);
    Object.entries({ x: left, y: top, width: right - left, height: bottom - top, "vector-effect": "non-scaling-stroke" })
      .forEach(([name, value]) => mark.setAttribute(name, String(value)));
    marks.append(mark);
  }
  frame.append(image, marks);
  line.prepend(frame);
}

/* All sent and nothing to tell: the step is shown again with what was filed. A camera goes on. */
function settle(from) {
  if (!dialog.open) finish.requestSubmit();
  else if (troubled) dialog.querySelector("[data-done]").focus();
  else if (from === "FILE") finish.requestSubmit();
}

/* The tray follows what a phone sends and what has been read; said at most every ten seconds. */
const bare = (html) => html.replace(/value="[A-Za-z0-9]{64}"/g, "");
let last = "";
let spokeAt = 0;
let spoke = "";

async function refresh() {
  const here = document.getElementById("khay");
  if (!here || document.hidden || choosing || sending) return;
  try {
    const answer = await fetch(here.dataset.tray, { headers: { "X-Requested-With": "poll" }, cache: "no-store", credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const html = await answer.text();
    if (choosing || sending || bare(html) === last) return;
    const first = !last;
    last = bare(html);
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("khay");
    if (!fresh) return;
    const known = new Set([...here.querySelectorAll(".page-radio")].map((radio) => radio.value));
    const newest = [...fresh.querySelectorAll(".page-pick")].filter((pick) => !known.has(pick.querySelector("input").value));
    if (first && !newest.length && fresh.dataset.read === here.dataset.read && fresh.dataset.reading === here.dataset.reading) return;
    if (document.activeElement?.matches("#khay select")) return;
    swap(here, fresh);
    fromPhone(newest);
    progress(fresh.dataset);
  } catch {
    /* no network: the tray stays as it was */
  }
}

function swap(here, fresh) {
  const marked = chosen()?.value;
  const focused = here.contains(document.activeElement) ? document.activeElement.id : "";
  for (const field of fresh.querySelectorAll("[autofocus]")) field.removeAttribute("autofocus");
  here.replaceWith(document.adoptNode(fresh));
  document.dispatchEvent(new CustomEvent("papers:changed"));
  const radio = marked && document.getElementById(`id_trang_${marked}`);
  if (radio) radio.checked = true;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

function fromPhone(picks) {
  if (!picks.length || !dialog.open || source() !== "PHONE") return;
  for (const pick of picks) {
    const line = document.createElement("li");
    line.append(pick.querySelector(".page-picture").cloneNode(true), pick.querySelector(".page-words").cloneNode(true));
    list.prepend(line);
  }
  say(`Vừa nhận ${picks.length} trang từ điện thoại.`);
}

function progress({ read, reading, look }) {
  const words = Number(reading) ? `Máy đã đọc ${read} trang, còn ${reading} trang.` : Number(read) ? `Máy đã đọc xong ${read} trang.` : "";
  const said = words + (Number(look) ? ` ${look} trang cần người xem.` : "");
  if (said === spoke || Date.now() - spokeAt < 10000) return;
  spoke = said;
  spokeAt = Date.now();
  const place = document.querySelector("[data-tray-said]");
  if (place) place.textContent = said;
}

setInterval(refresh, 3000);

/* Pages by keys: arrows choose, Page Up and Page Down move, + turns, − gives back, Delete removes, digits file. */
const ACTS = { PageUp: "back", PageDown: "on", "+": "turn", "-": "undo", Delete: "away" };

function chosen() {
  return document.querySelector(".page-radio:checked");
}

document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.(".page-radio") || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const paper = /^[1-9]$/.test(event.key) ? document.querySelectorAll("#khay .paper")[Number(event.key) - 1] : null;
  const act = paper ? `to.${paper.id.replace("giay-", "")}` : ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  event.target.checked = true;
  perform(act);
}, true);

function perform(act) {
  const form = document.getElementById("trang");
  let button = [...form.querySelectorAll("button[name=act]")].find((one) => one.value === act);
  if (!button) {
    button = document.createElement("button");
    Object.assign(button, { type: "submit", name: "act", value: act, hidden: true });
    form.append(button);
  }
  form.requestSubmit(button);
}

/* A page looked at large stays on this page. */
document.addEventListener("submit", (event) => {
  if (event.target.id !== "trang" || event.submitter?.value !== "large") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const image = chosen()?.closest(".page-pick").querySelector("img");
  if (!image) return;
  const view = document.createElement("dialog");
  view.className = "dialog page-large";
  view.setAttribute("aria-label", "Trang xem to");
  const large = document.createElement("img");
  large.src = image.src.replace("?v=", "?co=lon&v=");
  large.alt = chosen().labels[0].textContent.replace(/\s+/g, " ").trim();
  const close = document.createElement("button");
  Object.assign(close, { type: "button", className: "button main", textContent: "Đóng" });
  close.dataset.close = "";
  close.dataset.key = "Esc";
  view.append(close, large);
  view.addEventListener("close", () => view.remove());
  document.body.append(view);
  view.showModal();
}, true);

const named = document.getElementById(location.hash.slice(1));
if (named?.matches(".page-radio")) {
  named.checked = true;
  named.focus();
}
