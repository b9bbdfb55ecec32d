/* The eleven steps without the network: what each shows, what it keeps with every key, how it is left. */
import { errorSummary, field, html, icon, money, notice, person, sourceWord, summary } from "./draw.js";
import * as rules from "./rules.js";
import * as visits from "./visits.js";
import { clock, maskId, parseVnd, vnd } from "./words.js";

export const NAMES = ["Người đến", "Đồng ý", "Thủ tục", "Câu hỏi", "Tờ khai", "Giấy tờ", "Xem lại", "Xác nhận", "Thu phí", "Nộp", "Bàn giao"];
export const MAIN = ["Đúng người", "Đã có câu trả lời", "Chọn thủ tục", "Trả lời xong", "Xong tờ khai", "Đủ giấy tờ, xem lại", "Xem tiếp", "Đã ký, đi tiếp", "Sang bước nộp", "Xong, chờ gửi", "Kết thúc lượt"];
const ROUND_TO = [1, 10_000, 50_000, 100_000, 500_000];

const value = (form, name) => form.elements[name]?.value ?? "";
const main = (words, extra = "") => html`<p class="actions"><button type="submit" class="button main" ${extra}>${words}</button></p>`;
const saved = html`<p class="save-note" data-save-note role="status"></p>`;
const windowNote = (ctx, words) => (ctx.citizen
  ? html`<p class="lead" role="status">${words}</p>`
  : html`<section class="card need"><h2>Chưa mở màn hình công dân</h2><p>Mở cửa sổ dành cho người dân trên màn hình thứ hai của máy này, hoặc dùng giấy có chữ ký.</p><p class="actions"><button type="button" class="button" data-act="open-window">Mở màn hình công dân</button></p></section>`);
const slipInput = (id, words) => html`<label class="label" for="${id}">${words}</label><input class="file" type="file" id="${id}" name="${id}" accept="image/*,application/pdf" data-key="F8">`;

async function slipFrom(form, name) {
  const file = form.elements[name]?.files?.[0];
  if (!file) return null;
  const taken = await visits.takenIn(file);
  return (await visits.keepFile(taken, taken.name)).sha256;
}

const one = {
  draw({ item, errors }) {
    const byHand = !item.person.card_text && !item.visit_id;
    const typed = item.person.typed;
    const hand = html`<div class="field-grid">${field({ key: "full_name", label_vi: "Họ và tên", type: "text", required: true }, typed.full_name, { error: errors.full_name, caret: !typed.full_name })}${
      field({ key: "birth_date", label_vi: "Ngày sinh", type: "date", required: true, help_vi: "Không nhớ ngày, tháng thì để trống" }, typed.birth_date, { error: errors.birth_date })}${
      field({ key: "sex", label_vi: "Giới tính", type: "enum", options: [{ value: "Nam", label_vi: "Nam" }, { value: "Nữ", label_vi: "Nữ" }] }, typed.sex)}${
      field({ key: "personal_id", label_vi: "Số căn cước", type: "pid12" }, typed.personal_id, { error: errors.personal_id })}${
      field({ key: "known_by", label_vi: "Giấy tờ đã xem", type: "enum", options: [{ value: "OTHER", label_vi: "Giấy khác có ảnh" }, { value: "APP", label_vi: "VNeID trên điện thoại" }, { value: "NOTHING", label_vi: "Không mang giấy" }] }, typed.known_by)}${
      field({ key: "passport", label_vi: "Số hộ chiếu", type: "text", max_length: 20 }, typed.passport)}${
      field({ key: "address", label_vi: "Nơi ở", type: "address" }, typed.address)}</div>`;
    return html`<h1>Người đến</h1>${notice("warning", "offline", item.visit_id ? "Mất mạng giữa lượt. Làm tiếp tại đây, không mất gì." : "Chưa đối chiếu với dữ liệu dân cư. Xem mặt người và mặt thẻ rồi mới bấm Đúng người.")}${
      byHand ? "" : html`<section class="card accent">${person(item.facts, { big: true })}</section>`}${item.warnings.map((words) => notice("warning", "warning", words))}
      <form id="buoc" class="form" method="post" data-count-presses>${errorSummary(errors)}${byHand && hand}${
      field({ key: "phone", label_vi: "Số điện thoại đang cầm", type: "phone", help_vi: "Tin báo mã hồ sơ gửi tới số này khi có mạng" }, item.person.phone, { error: errors.phone, caret: !byHand || Boolean(typed.full_name) })}${main(MAIN[0])}${saved}</form>`;
  },
  capture({ item }, form) {
    item.person.phone = value(form, "phone");
    if (form.elements.full_name) {
      item.person.typed = {
        full_name: value(form, "full_name"), birth_date: { day: value(form, "birth_date.ngay"), month: value(form, "birth_date.thang"), year: value(form, "birth_date.nam") },
        sex: value(form, "sex"), known_by: value(form, "known_by"), personal_id: value(form, "personal_id"), passport: value(form, "passport"), address: value(form, "address"),
      };
    }
  },
  take(ctx) {
    ctx.errors = visits.confirmPerson(ctx.item);
    ctx.item.met = !Object.keys(ctx.errors).length;
    return ctx.item.met ? 2 : 0;
  },
};

const two = {
  draw(ctx) {
    const { item, pack, errors } = ctx;
    const decided = item.consent;
    return html`<h1>Chờ đồng ý</h1>${errorSummary(errors)}${decided?.given
      ? notice("success", "check", `Đã đồng ý lúc ${clock(Date.parse(decided.at))}.`)
      : decided ? notice("warning", "warning", "Người này không đồng ý. Kết thúc lượt thì mọi thứ vừa nhập bị xóa khỏi máy, không gửi đi đâu.")
        : windowNote(ctx, "Người dân đang đọc và bấm trên màn hình của họ. Trang tự sang bước sau.")}
      <section class="card"><h2>Họ đang được hỏi</h2><ul class="checklist">${pack.consent.lines_vi.map((line) => html`<li>${icon("info")}<span>${line}</span></li>`)}</ul></section>
      <form id="buoc" class="form card" method="post" data-count-presses><h2>Ký trên giấy</h2><p>In giấy đồng ý, người dân ký, rồi chụp lại.</p>
      <p class="actions"><button type="button" class="button small-button" data-act="print-consent">In giấy đồng ý</button></p>${slipInput("giay_dong_y", "Ảnh giấy đồng ý đã ký")}
      <p class="actions"><button type="submit" class="button ${decided?.given ? "main" : ""}" data-caret>${decided?.given ? "Đi tiếp" : "Xem đã đồng ý chưa"}</button>${
      decided && !decided.given && html`<button type="submit" class="button" name="act" value="refused">Kết thúc lượt, xóa</button>`}</p></form>`;
  },
  capture() {},
  async take(ctx, form, act) {
    if (act === "refused") return "discard";
    const slip = await slipFrom(form, "giay_dong_y");
    if (slip) ctx.item.consent = consentOf(ctx.pack, true, "signed-slip", slip);
    if (ctx.item.consent?.given) return 3;
    ctx.errors = { giay_dong_y: "Chưa có câu trả lời. Mời người dân bấm Đồng ý trên màn hình của họ, hoặc chụp giấy đã ký." };
    return 0;
  },
};

export function consentOf(pack, given, evidence, slip = null) {
  return { given, evidence, version: pack.consent.version, hash: pack.consent.hash, at: new Date().toISOString(), ...(slip ? { slip_sha256: slip } : {}) };
}

const MODES = [["TOGETHER", "Làm cùng"], ["FOR", "Làm giúp"]];
const three = {
  draw({ item, found, errors }) {
    return html`<h1>Cần làm thủ tục gì?</h1>${errorSummary(errors)}<div class="find-line"><label class="label" for="id_q"><kbd>F4</kbd> Tìm trong danh mục đã lưu, có dấu hoặc không</label>
      <input id="id_q" type="search" form="buoc" name="q" value="${item.search}" data-key="F4" autocomplete="off" maxlength="200"${!found.length && html` data-caret`}></div>
      <form id="buoc" class="form" method="post" data-count-presses><div id="tim-thay" aria-live="polite">${three.list({ item, found })}</div>
      <div class="row between"><fieldset class="row"><legend class="hidden">Cách làm</legend>${MODES.map(([key, name]) => html`<label class="choice"><input type="radio" name="mode" value="${key}"${key === item.mode && html` checked`}><span>${name}</span></label>`)}</fieldset>
      <button type="submit" class="button main">Chọn thủ tục</button></div></form>`;
  },
  list({ item, found }) {
    if (!found.length) return html`<p class="notice">Không thấy trong danh mục đã lưu. Thử chữ khác; thủ tục chưa lưu thì chờ có mạng.</p>`;
    return html`<fieldset><legend class="hidden">Thủ tục</legend><div class="choices picks-two" data-digits="go">${found.map((row, place) => html`<label class="choice"><input type="radio" name="procedure" value="${row.code}"${(row.code === item.procedure || (!item.procedure && !place)) && html` checked data-caret`}><span><kbd>${place + 1}</kbd> ${row.name_vi} <small class="so">${row.code}</small></span></label>`)}</div></fieldset>`;
  },
  capture({ item }, form) {
    item.search = document.getElementById("id_q")?.value ?? "";
    item.mode = value(form, "mode") || item.mode;
    item.picked = value(form, "procedure") || item.picked;
  },
  async take(ctx, form) {
    try {
      const code = value(form, "procedure") || ctx.found[0]?.code;
      ctx.content = await visits.choose(ctx.item, code);
    } catch (refused) {
      ctx.errors = { q: refused.message };
      return 0;
    }
    return rules.visible(ctx.content, {}).length ? 4 : 5;
  },
};

const four = {
  draw({ item, content, errors }) {
    const asked = rules.visible(content, item.answers);
    const first = asked.find((question) => !question.answer) ?? asked[0];
    return html`<div class="row between"><h1>Vài câu hỏi</h1><p class="muted">Bấm số để chọn, Enter để sang câu sau.</p></div>
      <form id="buoc" class="form" method="post" data-count-presses>${errorSummary(errors)}${asked.map((question) => field({ ...question, type: "radio", few: 9, required: true }, question.answer, { caret: question === first, error: errors[question.key] }))}${main(MAIN[3])}${saved}</form>`;
  },
  capture({ item, content }, form) {
    const before = JSON.stringify(item.answers);
    const kept = { ...item.answers };
    for (const question of content.questions ?? []) if (value(form, question.key)) kept[question.key] = value(form, question.key);
    const still = new Set(rules.visible(content, kept).map((question) => question.key));
    item.answers = Object.fromEntries(Object.entries(kept).filter(([key]) => still.has(key)));
    if (JSON.stringify(item.answers) !== before) visits.changed(item);
    visits.fillKnown(item, content);
  },
  take(ctx) {
    return rules.unanswered(ctx.content, ctx.item.answers).length ? 0 : 5;
  },
  shape: ({ item, content }) => rules.visible(content, item.answers).map((question) => question.key).join(),
};

const five = {
  draw({ item, content, errors, line }) {
    const shown = rules.sections(content, item.answers, item.values);
    const open = shown.flatMap((part) => part.fields).filter((part) => part.required && !["signature", "file"].includes(part.type) && empty(item.values[part.key]));
    const caret = Object.keys(errors)[0]?.split(".")[0] ?? line ?? open[0]?.key;
    return html`<h1>Tờ khai</h1>${rules.beyond(content, item.answers).length > 0 && notice("warning", "warning", "Tờ khai này có ô cần tệp hoặc chữ ký trong mẫu: không làm được khi mất mạng. Điền các ô khác; có mạng lại, hồ sơ về mục Cần xem để làm nốt.")}${
      open.length > 0 && !Object.keys(errors).length && html`<p class="notice warning">${icon("pencil")}<span>Còn ${open.length} ô cần điền: <a href="#id_${open[0].key}">đến ô đầu tiên</a>. Enter sang ô trống sau.</span></p>`}
      <form id="buoc" class="form" method="post" data-gaps data-count-presses>${errorSummary(errors)}${shown.map((part) => html`<fieldset class="card form-part"><legend class="part-name">${part.title_vi}</legend><div class="field-grid">${part.fields.map((spec) => field(spec, item.values[spec.key], { error: errors[spec.key], source: sourceWord(item.sources[spec.key]), caret: spec.key === caret }))}</div></fieldset>`)}${main(MAIN[4])}${saved}</form>`;
  },
  capture({ item, content }, form) {
    const raw = visits.fromPairs(content, [...new FormData(form)].filter(([, text]) => typeof text === "string"));
    for (const [key, now] of Object.entries(raw)) {
      if (JSON.stringify(now) === JSON.stringify(item.values[key])) continue;
      if (said(now) === said(item.values[key])) continue;
      item.values[key] = now;
      delete item.sources[key];
      visits.changed(item);
    }
  },
  take(ctx) {
    const { values, errors } = visits.checked(ctx.item, ctx.content);
    const later = new Set(rules.beyond(ctx.content, ctx.item.answers).map((part) => part.key));
    ctx.errors = Object.fromEntries(Object.entries(errors).filter(([key]) => !later.has(key)));
    ctx.item.values = { ...ctx.item.values, ...values };
    return Object.keys(ctx.errors).length ? 0 : ctx.back === 7 ? 7 : 6;
  },
  shape: ({ item, content }) => rules.fields(content, item.answers, visits.checked(item, content).values).map((part) => part.key).join(),
};

const empty = (held) => held === undefined || held === null || held === "" || held === false || (Array.isArray(held) && !held.length) || (typeof held === "object" && !Array.isArray(held) && !Object.values(held).some(Boolean));
/* A date that stands as 1985-09-02 and shows as three boxes is not changed by being shown. */
const said = (held) => (held && typeof held === "object" && "year" in held ? [held.year, held.month, held.day].filter(Boolean).map((part) => String(part).padStart(2, "0")).join("-") : empty(held) ? "" : JSON.stringify(held).replace(/^"|"$/g, ""));

const six = {
  draw({ item, content, wards, errors }) {
    const slots = rules.needed(content, item.answers);
    const given = (need) => item.papers.filter((paper) => paper.key === need.key);
    const open = slots.find((need) => (need.required ?? true) && !need.replaced_by_data && !need.shown_only && !given(need).length);
    const { typed } = visits.deliveryTaken(item);
    return html`<h1>Giấy tờ</h1>${errorSummary(errors)}${slots.filter((need) => !need.replaced_by_data).map((need) => html`<section class="card ${given(need).length ? "have" : "need"}"><div class="card-head"><h2>${need.name_vi}</h2><form class="paper-line" method="post" data-paper-form="${need.key}">
      <label class="hidden" for="id_giay_${need.key}">${need.name_vi}: chọn tệp</label><input class="file" type="file" id="id_giay_${need.key}" name="giay.${need.key}" accept="image/*,application/pdf" multiple${!given(need).length && html` data-key="F8"`}${need === open && html` data-caret`}></form></div>${
      given(need).length > 0 && html`<ul class="thumbs">${given(need).map((paper) => html`<li class="thumb">${paper.server ? html`<span>${icon("paper")}${paper.name || "đã lưu trên máy chủ"}</span>` : html`<img alt="${need.name_vi}" data-file="${paper.sha256}" data-type="${paper.type ?? ""}"><button type="button" class="button small-button" data-act="drop-paper" data-key-of="${need.key}" data-hash="${paper.sha256}">Bỏ</button>`}</li>`)}</ul>`}</section>`)}${
      slots.some((need) => need.replaced_by_data) && html`<section class="card have"><h2>Không cần giấy, đã có dữ liệu</h2><ul class="checklist">${slots.filter((need) => need.replaced_by_data).map((need) => html`<li class="have">${icon("check")}<span>${need.name_vi} <small>${need.replaced_by_data}</small></span></li>`)}</ul></section>`}${!slots.length && html`<p>Thủ tục này không cần giấy tờ kèm theo.</p>`}
      <form id="buoc" class="form card" method="post" data-count-presses><h2>Nhận kết quả</h2>${field({ key: "way", label_vi: "Cách nhận", type: "radio", required: true, options: [{ value: "HOME", label_vi: "Bưu tá giao tận nhà, miễn phí" }, { value: "ELECTRONIC", label_vi: "Bản điện tử" }] }, typed.way)}<div class="field-grid">${
      field({ key: "recipient", label_vi: "Người nhận", type: "text", required: true, max_length: 120 }, typed.recipient)}${field({ key: "phone", label_vi: "Điện thoại", type: "phone", required: true }, typed.phone, { error: errors.phone })}${
      field({ key: "address", label_vi: "Nơi nhận", type: "address", required: true, max_length: 300 }, typed.address, { error: errors.address })}${
      field({ key: "ward_code", label_vi: "Phường, xã", type: "select", required: true, options: wards.map(([code, name]) => ({ value: code, label_vi: name })) }, typed.ward_code, { error: errors.ward_code })}</div>
      <p class="actions"><button type="submit" class="button main"${!open && html` data-caret`}>${MAIN[5]}</button></p>${saved}</form>`;
  },
  capture({ item }, form) {
    if (form.id !== "buoc") return;
    const before = JSON.stringify(visits.deliveryTaken(item).typed);
    for (const key of ["way", "recipient", "phone", "address", "ward_code"]) item.delivery[key] = value(form, key);
    const { ward_code: ward } = visits.deliveryTaken(item).typed;
    if (ward && !value(form, "ward_code")) form.elements.ward_code.value = ward;
    if (JSON.stringify(visits.deliveryTaken(item).typed) !== before) visits.changed(item);
  },
  take(ctx) {
    ctx.errors = visits.deliveryTaken(ctx.item).errors;
    return Object.keys(ctx.errors).length ? 0 : 7;
  },
};

const STEP_OF = { question: 4, field: 5, paper: 6, delivery: 6 };
const seven = {
  draw(ctx) {
    const { item, content, errors } = ctx;
    const open = visits.gaps(item, content);
    const fees = visits.feesOf(item, content);
    const cash = fees.citizen_total_vnd > 0 && !fees.unknown && notice("warning", "money", "Bước thu phí sắp tới chỉ nhận tiền mặt: mất mạng thì không trả được bằng VietQR. Không có tiền mặt thì trả sau.");
    if (open.length) {
      return html`<h1>Xem lại</h1><section class="card need"><h2>Còn thiếu ${open.length} việc</h2><p>Làm xong cả rồi gửi một lần.</p><ul class="checklist">${open.map((gap, place) => html`<li class="missing">${icon("pencil")}<button type="button" class="button quiet" data-step="${STEP_OF[gap.where.split(":")[0]]}" data-line="${gap.where.split(":")[1] ?? ""}"${!place && html` data-caret data-key="F10"`}>${gap.vi}</button></li>`)}</ul></section>`;
    }
    return html`<h1>Xem lại</h1>${errorSummary(errors)}${item.line && html`<section class="card need" role="status"><h2>Người dân muốn sửa: ${item.line.label}</h2><p class="actions"><button type="button" class="button main" data-step="${item.line.key === "papers" || item.line.key === "delivery" ? 6 : 5}" data-line="${item.line.key}" data-caret>Sửa dòng này</button></p></section>`}${
      item.agreed_at ? notice("success", "check", "Người dân đã xem và nói đúng.") : windowNote(ctx, "Người dân đang xem bản tóm tắt trên màn hình của họ. Trang tự sang bước sau khi họ bấm Đúng rồi.")}${cash}
      <form id="buoc" class="form" method="post" data-count-presses><p class="actions"><button type="submit" class="button ${item.agreed_at ? "main" : ""}"${!item.line && html` data-caret`}>${item.agreed_at ? MAIN[6] : "Xem đã đồng ý chưa"}</button><button type="button" class="button small-button" data-act="print-summary">In bản tóm tắt A5</button>${
      !item.agreed_at && html`<button type="submit" class="button small-button" name="act" value="printed">Đã xem bản in, nói đúng</button>`}</p></form>
      <div class="two"><section class="card">${summary(rules.summary(content, visits.checked(item, content).values, item.answers))}</section><section class="card"><h2>Tiền phải trả</h2>${money(fees)}</section></div>`;
  },
  capture() {},
  take(ctx, form, act) {
    if (visits.gaps(ctx.item, ctx.content).length) return 0;
    if (act === "printed") ctx.item.agreed_at = new Date().toISOString();
    return ctx.item.agreed_at ? 8 : 0;
  },
};

const eight = {
  draw(ctx) {
    const { item, errors } = ctx;
    const done = item.confirmation;
    return html`<h1>Xác nhận</h1>${errorSummary(errors)}${notice("warning", "offline", "Mất mạng thì không gửi được mã tới điện thoại: xác nhận bằng chữ ký.")}${
      done ? notice("success", "check", done.method === "THUMBPRINT" ? "Đã có phiếu điểm chỉ." : "Đã có chữ ký.") : windowNote(ctx, "Mời người dân ký vào khung trên màn hình của họ.")}
      <form id="buoc" class="form card" method="post" data-count-presses><h2>Ký hoặc điểm chỉ trên giấy</h2><p>In bản tóm tắt, ký hoặc điểm chỉ trước người làm chứng, rồi chụp lại.</p>
      <p class="actions"><button type="button" class="button small-button" data-act="print-summary">In bản tóm tắt A5</button></p>${slipInput("phieu_ky", "Ảnh phiếu đã ký")}${
      field({ key: "witness", label_vi: "Người làm chứng (khi điểm chỉ)", type: "text", max_length: 120 }, item.witness, { error: errors.witness })}
      <p class="actions"><button type="submit" class="button ${done ? "main" : ""}" data-caret>${done ? MAIN[7] : "Xem đã ký chưa"}</button></p>${saved}</form>`;
  },
  capture({ item }, form) {
    item.witness = value(form, "witness");
  },
  async take(ctx, form) {
    const { item, content } = ctx;
    const slip = await slipFrom(form, "phieu_ky");
    if (slip) {
      const witness = item.witness.trim();
      item.confirmation = { method: witness ? "THUMBPRINT" : "SIGNATURE", summary_hash: await visits.shownHash(item, content), shown_total_vnd: visits.feesOf(item, content).citizen_total_vnd, slip_sha256: slip, witness_name: witness, at: new Date().toISOString() };
    }
    if (!item.confirmation) {
      ctx.errors = { phieu_ky: "Chưa có chữ ký. Mời người dân ký trên màn hình của họ, hoặc chụp phiếu đã ký." };
      return 0;
    }
    return owes(ctx) ? 9 : 10;
  },
};

const owes = ({ item, content }) => visits.toSettle(item, content);

const nine = {
  draw({ item, content, errors }) {
    const fees = visits.feesOf(item, content);
    const owed = fees.citizen_total_vnd;
    const off = visits.cashOff(item, content);
    if (off) {
      const what = off > 0 ? `Đã thu thêm ${vnd(off)}` : `Đã trả lại ${vnd(-off)}`;
      return html`<h1>Thu phí</h1>${errorSummary(errors)}<section class="card need"><h2>Mức tiền đã đổi</h2><dl class="facts"><div><dt>Đã thu</dt><dd class="so">${vnd(item.cash.amount_vnd)}</dd></div><div><dt>Phải thu</dt><dd class="so">${fees.unknown ? "chưa rõ" : vnd(owed)}</dd></div><div><dt>${off > 0 ? "Thu thêm" : "Trả lại"}</dt><dd class="so">${vnd(Math.abs(off))}</dd></div></dl>
        <form id="buoc" method="post" data-count-presses><p class="actions"><button type="submit" class="button main" id="id_da_tra" name="act" value="settled" data-caret>${what}</button></p></form></section><section class="card">${money(fees)}</section>`;
    }
    if (item.cash || item.unpaid || item.paid_online || !owed || fees.unknown) {
      return html`<h1>Thu phí</h1><section class="card">${item.cash ? html`${notice("success", "check", "Đã nhận đủ tiền.")}<dl class="facts"><div><dt>Khách đưa</dt><dd class="so">${vnd(item.cash.tendered_vnd)}</dd></div><div><dt>Phải thu</dt><dd class="so">${vnd(item.cash.amount_vnd)}</dd></div><div><dt>Thối lại</dt><dd class="so change-back">${vnd(item.cash.tendered_vnd - item.cash.amount_vnd)}</dd></div></dl>`
        : item.paid_online ? notice("success", "check", "Đã trả trước khi mất mạng.") : fees.unknown ? notice("warning", "warning", "Chưa biết mức tiền nên không thu bây giờ.") : owed ? notice("warning", "clock", "Chưa thu. Có mạng lại, hồ sơ được giữ ở máy chủ chờ trả tiền.") : notice("success", "check", "Không phải trả tiền.")}
        <form id="buoc" method="post" data-count-presses>${main(MAIN[8], html`data-caret`)}</form></section><section class="card">${money(fees)}</section>`;
    }
    const tenders = [...new Set(ROUND_TO.map((note) => Math.ceil(owed / note) * note))].sort((a, b) => a - b);
    const picked = Number(item.tender.tendered) || tenders[0];
    return html`<h1>Thu phí</h1>${errorSummary(errors)}<div class="halves-even"><section class="card">${money(fees)}<h2>VietQR</h2>${notice("warning", "offline", "Mất mạng: không hiện mã VietQR. Thu tiền mặt, hoặc để trả sau.")}</section>
      <form id="buoc" class="form card" method="post" data-count-presses><h2>Tiền mặt</h2><fieldset><legend class="label">Khách đưa</legend><div class="choices" data-digits>${tenders.map((tender, place) => html`<label class="choice"><input type="radio" name="tendered" value="${tender}"${tender === picked && html` checked data-caret`}><span class="tender"><kbd>${place + 1}</kbd> <strong class="so">${vnd(tender)}</strong>${tender > owed ? html`<span>thối lại <span class="so">${vnd(tender - owed)}</span></span>` : html`<span>vừa đủ</span>`}</span></label>`)}</div></fieldset>${
      field({ key: "other", label_vi: "Số khác", type: "money" }, item.tender.other, { error: errors.other })}<p class="actions"><button type="submit" class="button main" name="act" value="cash">Thu tiền mặt</button><button type="submit" class="button" name="act" value="later">Chưa trả được, trả sau</button></p>${saved}</form></div>`;
  },
  capture({ item }, form) {
    if (form.elements.other) item.tender = { tendered: value(form, "tendered"), other: value(form, "other") };
  },
  take(ctx, form, act) {
    if (visits.cashOff(ctx.item, ctx.content)) {
      if (act !== "settled") {
        ctx.errors = { da_tra: "Tiền đã thu khác mức phải thu. Thu thêm hoặc trả lại, rồi bấm nút trong khung." };
        return 0;
      }
      visits.settleCash(ctx.item, ctx.content);
      return 9;
    }
    if (act === "later") ctx.item.unpaid = true;
    if (!owes(ctx)) return 10;
    const fault = visits.takeCash(ctx.item, ctx.content, parseVnd(ctx.item.tender.other?.trim() || value(form, "tendered")));
    ctx.errors = fault ? { other: fault } : {};
    return fault ? 0 : 9;
  },
};

const ten = {
  draw({ item, content }) {
    return html`<h1>Nộp hồ sơ</h1>${notice("success", "check", "Đã đủ. Bấm F10: hồ sơ nằm trên máy này, máy tự gửi khi có mạng.")}<section class="card"><dl class="facts"><div><dt>Số tạm</dt><dd class="so">${item.local_number}</dd></div><div><dt>Giấy tờ gửi cùng</dt><dd>${item.papers.length} tệp</dd></div><div><dt>Điện thoại</dt><dd class="so">${item.person.phone ? `•••••••${item.person.phone.slice(-3)}` : "không có"}</dd></div></dl>${money(visits.feesOf(item, content))}
      <form id="buoc" method="post" data-count-presses>${main("Xong, chờ gửi", html`data-caret`)}</form></section>`;
  },
  capture() {},
  async take(ctx) {
    await visits.finish(ctx.item, "SENT");
    return 11;
  },
};

const eleven = {
  draw({ item, content, sent }) {
    return html`<h1>${sent ? "Đã gửi" : "Chờ mạng"}</h1><section class="card ${sent ? "done" : "need"}"><p class="code so">${sent?.code || item.local_number}</p><p>${sent ? `Máy chủ đã nhận đủ. Số tạm ${item.local_number} vẫn tra cứu được.` : "Chưa phải giấy tiếp nhận. Có mạng, máy tự gửi; tin nhắn báo mã đến điện thoại."}</p>
      <p class="actions"><button type="button" class="button" data-act="print-slip" data-key="F8"><kbd>F8</kbd>In phiếu nhận tạm A5</button></p></section>
      <section class="card"><h2>Giấy tờ trong hồ sơ</h2>${content && item.papers.length ? html`<ul class="checklist">${item.papers.map((paper) => html`<li class="have">${icon("check")}<span>${content.components?.find((part) => part.key === paper.key)?.name_vi ?? paper.name}</span></li>`)}</ul>` : html`<p>Không có giấy tờ kèm theo.</p>`}</section>
      <p class="notice">${icon("card")}<span>Mời người dân lấy lại căn cước và giấy tờ gốc.</span></p><form id="buoc" method="post" data-count-presses>${main("Kết thúc, mời người tiếp theo", html`data-caret`)}</form>`;
  },
  capture() {},
  take: () => "end",
};

export const STEPS = [one, two, three, four, five, six, seven, eight, nine, ten, eleven];

/** What the citizen's window shows at a step: one thing at a time, the number masked. */
export function sceneOf({ item, content, pack, step, sent }) {
  const name = item.facts["person.full_name"];
  if (!item.consent?.given) return { scene: step === 1 ? "welcome" : "consent", name: step === 1 ? "" : name, lines: pack.consent.lines_vi, refused: item.consent?.given === false };
  if (step >= 11) return { scene: "done", number: sent?.code || item.local_number, sent: Boolean(sent), hotline: pack.hotline };
  if (!content || step < 7) return { scene: "filling", name, procedure: content?.name_vi ?? "", papers: content ? rules.needed(content, item.answers).map((need) => need.name_vi) : [] };
  const fees = visits.feesOf(item, content);
  if (!visits.gaps(item, content).length && !item.agreed_at && !item.line) {
    const rows = [{ key: "", label: "Số căn cước", value: maskId(item.facts["person.personal_id"]) }, ...rules.summary(content, visits.checked(item, content).values, item.answers),
      { key: "papers", label: "Giấy tờ", value: `${item.papers.length} tệp` }, { key: "delivery", label: "Nhận kết quả", value: visits.deliveryTaken(item).typed.way === "HOME" ? "Bưu tá giao tận nhà" : "Bản điện tử" }];
    return { scene: "summary", procedure: content.name_vi, rows, fees };
  }
  if (!item.agreed_at) return { scene: "filling", name, procedure: content.name_vi, papers: [] };
  if (!item.confirmation) return { scene: "sign", procedure: content.name_vi };
  if (step === 9 && fees.citizen_total_vnd && visits.toSettle(item, content)) return { scene: "pay", fees };
  return { scene: "filling", name, procedure: content.name_vi, papers: [] };
}
