/* Q12, what this PC adds to the list of the server: every visit not sent yet, its age, size and state; tried now, opened,
   mended, saved as a rescue file. Nothing leaves the list until the server's code is shown. */
import { html, icon, put } from "./draw.js";
import { fromEscrow } from "./link.js";
import * as outbox from "./outbox.js";
import * as vault from "./vault.js";
import { choicesFor } from "./verdict.js";
import * as visits from "./visits.js";
import { clock, fold } from "./words.js";

let place = null;
const words = document.getElementById("id_tim");
const STATES = { open: "đang làm", waiting: "chờ mạng", sending: "đang gửi", look: "cần xem" };

const size = (bytes) => (bytes > 1_000_000 ? `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`);

function age(since) {
  const minutes = Math.max(0, Math.round((Date.now() - Date.parse(since)) / 60_000));
  if (minutes < 60) return `${minutes} phút`;
  return minutes < 1440 ? `${Math.floor(minutes / 60)} giờ ${minutes % 60} phút` : `${Math.floor(minutes / 1440)} ngày`;
}

const stateOf = (row) => (row.state === "sending" && row.progress ? `đang gửi ${row.progress[0]}/${row.progress[1]} tệp` : STATES[row.state] ?? row.state);

const button = (act, key, name, of) => html`<button type="button" class="button small-button" data-do="${act}" data-key-of="${key}">${name}<span class="hidden"> ${of}</span></button>`;

function choices(item) {
  const may = choicesFor(item.reasons ?? [], item.act);
  const number = item.local_number;
  return html`${item.dossier_url && html`<a class="button small-button" href="${item.dossier_url}">Mở bản trên hệ thống</a>`}${may.conflict && html`${button("mine", item.key, "Giữ bản trên máy này", number)}${button("server", item.key, "Giữ bản trên hệ thống", number)}`}${
    may.shift && button("shift", item.key, "Ghi vào ca đang mở", number)}${may.returned && button("returned", item.key, "Đã trả lại tiền", number)}${button("mend", item.key, "Sửa ở đây", number)}${button("again", item.key, "Gửi lại", number)}`;
}

async function draw() {
  if (!place?.isConnected) return undefined;
  if (!(await vault.exists())) return put(place, "");
  const rows = (await vault.outlines("items")).sort((a, b) => a.since.localeCompare(b.since));
  const open = await vault.isOpen();
  const items = new Map(open ? (await visits.all()).map((item) => [item.key, item]) : []);
  const sizes = new Map((await vault.outlines("files")).map((row) => [row.id, row.size]));
  const sent = (await vault.recall("sent")) ?? [];
  const others = await vault.ofOthers();
  const asked = fold(words?.value ?? "");
  const fits = (row) => !asked || fold([row.number, items.get(row.id)?.facts["person.full_name"], items.get(row.id)?.procedure, stateOf(row)].join(" ")).includes(asked);
  const shown = rows.filter(fits);
  const lines = shown.map((row) => {
    const item = items.get(row.id);
    const bytes = row.size + (item ? visits.filesOf(item).reduce((sum, hash) => sum + (sizes.get(hash) ?? 0), 0) : 0);
    const late = row.state !== "open" && Date.now() - Date.parse(row.since) > 30 * 60_000;
    return html`<li class="card ${row.state === "look" || late ? "need" : ""}"><h3>${item?.facts["person.full_name"] || "Hồ sơ khóa bằng mã PIN"}</h3><p><strong class="so">${row.number}</strong> · <strong>${stateOf(row)}</strong> · từ ${clock(Date.parse(row.since))}, đã ${age(row.since)} · ${size(bytes)}</p>${
      item?.reasons?.length > 0 && html`<ul class="checklist">${item.reasons.map((reason) => html`<li class="missing">${icon("warning")}<span>${reason.vi} ${reason.hint_vi}</span></li>`)}</ul>`}<p class="actions">${
      row.state === "open" && html`<a class="button small-button" href="/quay/may/ban/#${row.id}/${row.step}">Mở<span class="hidden"> ${row.number}</span></a>`}${row.state === "look" && item && choices(item)}${
      row.state === "waiting" && item && button("now", row.id, "Gửi ngay", row.number)}${item && button("rescue", row.id, "Lưu tệp cứu hộ", row.number)}</p></li>`;
  });
  return put(place, html`<section class="stack"><h2>Trên máy này</h2>${others.length > 0 && html`<p class="notice warning">${icon("lock")}<span>Máy này còn hồ sơ chưa gửi của người khác. Mời người đó đăng nhập để gửi; không ai khác xem hay xóa được.</span></p>`}${
    !open && rows.length > 0 && html`<p class="notice warning">${icon("lock")}<span>Nhập mã PIN để xem và gửi. <a href="/quay/may/ban/">Nhập mã PIN</a></span></p>`}${
    shown.length ? html`<ul class="plain-list">${lines}</ul>` : html`<p>${asked ? "Không thấy trên máy này." : "Không có hồ sơ nào nằm lại trên máy này."}</p>`}
    <p><label class="button small-button" for="id_cuu_ho">Mở tệp cứu hộ</label><input id="id_cuu_ho" class="hidden" type="file" accept="application/json,.json"></p>${
    sent.length > 0 && html`<details><summary>Máy này đã gửi gần đây</summary><ul>${sent.slice(0, 20).map((line) => html`<li><span class="so">${line.number}</span> → <strong class="so">${line.code || "không có hồ sơ"}</strong>${line.state === "kept" ? " (chờ trả tiền hoặc xác nhận)" : ""}, ${clock(Date.parse(line.at))}${line.notes?.length > 0 && html` · ${line.notes.join(" ")}`}</li>`)}</ul></details>`}</section>`);
}

async function rescue(key) {
  const item = await visits.load(key);
  const file = await vault.sealed(key, visits.filesOf(item));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: "application/json" }));
  link.download = `cuu-ho-${item.local_number}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const TAKEN = {
  taken: "Đã lấy lại từ tệp cứu hộ.",
  "other-clerk": "Tệp này của người khác. Mời người đó đăng nhập rồi mở tệp.",
  "sign-in": "Tệp này lưu từ máy khác. Đăng nhập lại đủ hai bước, rồi mở lại tệp trong 5 phút.",
  unreadable: "Không đọc được tệp này. Chọn lại tệp có tên bắt đầu bằng cuu-ho.",
};
const announce = (text, kind = "info") => document.dispatchEvent(new CustomEvent("announce", { detail: { text, kind } }));

/** Show the list in a place of the page and keep it fresh. */
export function listIn(element) {
  place = element;
  place.addEventListener("click", async (event) => {
    const pressed = event.target.closest("[data-do]");
    if (!pressed) return;
    const { do: act, keyOf: key } = pressed.dataset;
    if (act === "rescue") return rescue(key);
    if (act === "now") await outbox.send();
    else if (act === "mend") {
      const step = await outbox.mend(key);
      return location.assign(`/quay/may/ban/#${key}/${step}`);
    } else await outbox.again(key, act);
    return draw();
  });
  place.addEventListener("change", async (event) => {
    if (event.target.id !== "id_cuu_ho" || !event.target.files.length) return;
    const taken = await event.target.files[0].text().then((text) => vault.takeBack(JSON.parse(text), fromEscrow)).catch(() => "unreadable");
    announce(TAKEN[taken], taken === "taken" ? "success" : "error");
    await visits.tally();
    await draw();
  });
  return draw();
}

const page = document.querySelector("[data-unsent]");
if (page) {
  listIn(page);
  words?.addEventListener("input", () => {
    const asked = fold(words.value);
    for (const line of document.querySelectorAll("#tren-may-chu > li")) line.hidden = !fold(line.textContent).includes(asked);
    return draw();
  });
  words?.form?.addEventListener("submit", (event) => event.preventDefault());
}

for (const name of ["outbox:sent", "outbox:look", "outbox:progress", "vault:open"]) document.addEventListener(name, draw);
setInterval(draw, 30_000);
