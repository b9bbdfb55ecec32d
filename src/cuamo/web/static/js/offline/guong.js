/* The citizen's window of the counter's own PC (second screen): one thing at a time, the same words as the paired
   screen. It keeps nothing and asks the network for nothing; the bench tells it what to show. */
import { html, icon, money, put, summary } from "./draw.js";
import { vnd } from "./words.js";
import { signPad } from "../sign.js";

const $ = (id) => document.getElementById(id);
const channel = new BroadcastChannel("cuamo-guong");
let visit = "";
let shown = "";

const act = (name, value = true) => channel.postMessage({ type: "act", visit, act: name, value });
const button = (name, words, main = false) => html`<p><button type="button" class="button ${main ? "main" : ""}" data-tell="${name}">${words}</button></p>`;
const free = "Hỗ trợ tại quầy miễn phí. Chỉ trả khoản ghi trên phiếu.";

const SCENES = {
  welcome: () => [html`<h1>Xin chào</h1><p class="lead">${free}</p>`, ""],
  consent: ({ name, lines, refused }) => [
    html`<h1>Chào ${name}</h1><ul class="points">${lines.map((line, place) => html`<li>${icon(["eye", "people", "check-circle"][Math.min(place, 2)])}<span>${line}</span></li>`)}</ul>${refused && html`<p class="notice">${icon("info")}<span>Đã ghi là không đồng ý. Đổi ý thì bấm Đồng ý.</span></p>`}`,
    html`${button("consent:1", "Đồng ý", true)}${button("consent:0", "Không")}`,
  ],
  filling: ({ name, procedure, papers }) => [
    html`<h1>${procedure || `Chào ${name}`}</h1>${papers.length > 0 && html`<section class="card"><h2>Giấy tờ cần có</h2><ul class="checklist">${papers.map((paper) => html`<li>${icon("paper")}<span>${paper}</span></li>`)}</ul></section>`}<p class="lead">Nhân viên đang điền. Có thể dừng bất cứ lúc nào.</p>`, "",
  ],
  summary: ({ procedure, rows, fees }) => [
    html`<h1>Mời xem lại</h1><p class="lead">Hồ sơ <strong>chưa được nộp</strong>. Dòng nào sai, bấm “Sửa” ở dòng đó.</p><section class="card"><h2>${procedure}</h2>${summary(rows, true)}</section><section class="card"><h2>Tiền phải trả</h2>${money(fees)}</section>`,
    button("agree", "Đúng rồi, tôi đồng ý nộp", true),
  ],
  sign: ({ procedure }) => [
    html`<h1>Mời ký tên</h1><p class="lead">Ký để nộp: ${procedure}. Ký vào khung bằng ngón tay, bút hoặc chuột. Không ký được thì nói với nhân viên.</p><p id="cho-ky" class="hidden">Khung ký tên</p><input type="hidden" id="ky"><canvas class="sign-area" data-sign="#ky" data-sign-clear="#xoa" role="img" aria-labelledby="cho-ky"></canvas><p><button type="button" class="button small-button" id="xoa">Xóa, ký lại</button></p>`,
    button("sign", "Ký xong", true),
  ],
  pay: ({ fees }) => [html`<h1>Số tiền phải trả</h1><p class="pay-amount so">${vnd(fees.citizen_total_vnd)}</p>${money(fees)}<p class="notice">${icon("money")}<span>Mất mạng nên chỉ nhận tiền mặt. Tiền nào cũng ghi trên phiếu.</span></p>`, ""],
  done: ({ number, sent }) => [
    html`<h1>${sent ? "Đã gửi hồ sơ" : "Đã nhận tạm"}</h1><section class="card"><p class="code so">${number}</p></section><p class="lead">${sent ? "Giữ mã này để theo dõi." : "Chưa phải giấy tiếp nhận. Khi hồ sơ tới trung tâm sẽ có tin nhắn, chậm nhất trong hôm nay."}</p><p class="notice">${icon("card")}<span>Mời lấy lại căn cước và giấy tờ.</span></p>`, "",
  ],
};

function show({ visit: key, scene, blank }) {
  const text = JSON.stringify([key, scene, blank]);
  visit = key ?? "";
  if (text === shown) return;
  shown = text;
  document.body.classList.toggle("screen-blank", Boolean(blank));
  const [main, actions] = SCENES[blank ? "welcome" : scene.scene](scene);
  put($("canh"), main);
  put($("viec"), actions);
  document.querySelector(".screen-main").scrollTop = 0;
  document.title = "Màn hình công dân – Cửa Mở";
  for (const pad of document.querySelectorAll("canvas[data-sign]")) signPad(pad);
}

channel.onmessage = ({ data }) => data.type === "scene" && show(data);

document.addEventListener("click", (event) => {
  const told = event.target.closest("[data-tell]");
  const change = event.target.closest("[data-change]");
  if (change) act("change", { key: change.dataset.change, label: change.closest("div")?.querySelector("dt")?.textContent ?? "" });
  if (!told) return;
  const [name, value] = told.dataset.tell.split(":");
  if (name === "sign") {
    const drawn = $("ky").value;
    if (drawn) act("sign", drawn);
  } else act(name, value === undefined ? true : value === "1");
});

/* Alone for a minute it goes blank; a touch brings it back. */
let alone = 0;
function rest() {
  clearTimeout(alone);
  alone = setTimeout(() => {
    shown = "";
    put($("canh"), SCENES.welcome()[0]);
    put($("viec"), html`<p><button type="button" class="button main" data-wake>Xem tiếp</button></p>`);
  }, 60_000);
}
for (const name of ["pointerdown", "keydown"]) addEventListener(name, rest, { passive: true });
document.addEventListener("click", (event) => event.target.closest("[data-wake]") && channel.postMessage({ type: "here", fresh: true }));
channel.addEventListener("message", rest);

channel.postMessage({ type: "here", fresh: true });
setInterval(() => channel.postMessage({ type: "here" }), 2000);
rest();
