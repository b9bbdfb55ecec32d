/* Sheets printed without the network (ux §10): provisional slip, summary, consent; what they say comes out of the
   encrypted store, or, once it was sent, from the bench this sheet lies beside. Nothing is handed over in clear. */
import { html, put } from "./draw.js";
import * as packs from "./pack.js";
import * as rules from "./rules.js";
import { isShut } from "./shut.js";
import * as vault from "./vault.js";
import * as visits from "./visits.js";
import { clock, maskId, sayDate, vnd } from "./words.js";

const asked = new URLSearchParams(location.search);
const kind = asked.get("to");
let item = null;
let content = null;
let pack = null;
let sent = null;

/* The visit as it lies here now; a sent one is gone from the store and only the page that sent it still shows it. */
async function find(key) {
  if (isShut() || !key || !(await vault.isOpen())) return;
  const near = window.parent === window ? null : window.parent.cuamoBench?.current();
  item = (await visits.load(key)) ?? (near?.item.key === key ? near.item : null);
  if (!item) return;
  pack = await packs.pack();
  content = item.version_id ? await packs.content(item.version_id) : null;
  sent = ((await vault.recall("sent")) ?? []).find((row) => row.key === key) ?? null;
}
const day = (iso) => `${clock(Date.parse(iso))} ${sayDate(new Date(Date.parse(iso) + 7 * 3600e3).toISOString().slice(0, 10))}`;

const head = () => html`<header><p><strong>${pack.unit.name}</strong></p><p>${pack.counter ? `Quầy ${pack.counter.number} · ` : ""}${pack.clerk.name} · ${day(new Date().toISOString())}</p></header>`;
const who = () => html`<dl class="facts"><div><dt>Người làm thủ tục</dt><dd>${item.facts["person.full_name"]}</dd></div><div><dt>Số căn cước</dt><dd class="so">${maskId(item.facts["person.personal_id"]) || "không có"}</dd></div>${content && html`<div><dt>Thủ tục</dt><dd>${content.name_vi}</dd></div>`}</dl>`;
const papers = () => html`<h2>Giấy tờ đã nhận bản chụp</h2>${item.papers.length ? html`<ul>${item.papers.map((paper) => html`<li>${content.components?.find((part) => part.key === paper.key)?.name_vi ?? paper.name}</li>`)}</ul>` : html`<p>Không có.</p>`}`;
const bill = (fees) => html`<h2>Tiền</h2><ul>${fees.lines.map((line) => html`<li>${line.name_vi}: ${line.citizen_vnd === null ? "chưa rõ" : vnd(line.citizen_vnd)}</li>`)}<li>Hỗ trợ của nhân viên: ${vnd(0)}</li></ul><p><strong>${item.cash ? `Đã thu tiền mặt ${vnd(item.cash.amount_vnd)}, còn phải trả ${vnd(0)}.` : fees.unknown ? "Chưa rõ mức tiền, chưa thu." : fees.citizen_total_vnd ? `Chưa thu. Phải trả ${vnd(fees.citizen_total_vnd)}.` : "Không phải trả tiền."}</strong></p>`;
const foot = () => html`<footer><p>Hỗ trợ miễn phí. Chỉ trả khoản ghi trên phiếu. Ai đòi thêm tiền, gọi <span class="so">${pack.hotline}</span>.</p></footer>`;
const box = (words) => html`<div class="sign-box"><p>${words}</p></div>`;

const SHEETS = {
  slip: () => html`${head()}<h1 class="boxed">PHIẾU NHẬN TẠM</h1><p>Chưa phải giấy tiếp nhận. ${sent ? "Hồ sơ đã tới trung tâm." : "Khi hồ sơ tới trung tâm sẽ có tin nhắn, chậm nhất trong hôm nay."}</p><p class="number so">${item.local_number}</p><p>Tra cứu bằng số này ở mục Tra cứu hồ sơ, sau khi có tin nhắn.</p>${who()}${papers()}${bill(visits.feesOf(item, content))}<h2>Nhận kết quả</h2><p>${visits.deliveryTaken(item).typed.way === "HOME" ? "Bưu tá giao tận nhà, miễn phí" : "Bản điện tử"}</p>${foot()}`,
  summary: () => html`${head()}<h1 class="boxed">BẢN TÓM TẮT ĐỂ XEM LẠI</h1><p>Hồ sơ chưa được nộp. Dòng nào sai, nói với nhân viên.</p><p class="so">${item.local_number}</p>${who()}<h2>Nội dung khai</h2><dl class="facts">${rules.visible(content, item.answers).map((question) => html`<div><dt>${question.label_vi}</dt><dd>${question.options.find((option) => option.value === question.answer)?.label_vi}</dd></div>`)}${rules.summary(content, visits.checked(item, content).values, item.answers).map((row) => html`<div><dt>${row.label}</dt><dd>${row.value || "Không khai"}</dd></div>`)}</dl>${papers()}${bill(visits.feesOf(item, content))}<p>Tôi đã xem và đồng ý nộp.</p><div class="sign-boxes">${box("Chữ ký hoặc điểm chỉ")}${box("Người làm chứng: họ tên, chữ ký")}</div>${foot()}`,
  consent: () => html`${head()}<h1 class="boxed">GIẤY ĐỒNG Ý</h1><p class="so">${item.local_number}</p>${who()}<ol>${pack.consent.lines_vi.map((line) => html`<li>${line}</li>`)}</ol><p>Tôi đồng ý.</p><div class="sign-boxes">${box("Chữ ký hoặc điểm chỉ")}${box("Người làm chứng: họ tên, chữ ký")}</div>${foot()}`,
};

await find(asked.get("luot")).catch(() => {});
put(document.getElementById("noi-dung"), item && SHEETS[kind] ? SHEETS[kind]() : html`<h1>Chưa mở được phiếu</h1><p>Quầy đang khóa, hoặc lượt này không còn trên máy. Mở lại lượt rồi in.</p>`);
