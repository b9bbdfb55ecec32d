/* Drawing without a framework: text is escaped, what is drawn keeps the shapes of the server's pages. */
import { sayDate, vnd } from "./words.js";

class Markup {
  constructor(text) {
    this.text = text;
  }
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text) => String(text).replace(/[&<>"']/g, (char) => ESCAPES[char]);

function inside(part) {
  if (part === null || part === undefined || part === false || part === true) return "";
  if (part instanceof Markup) return part.text;
  return Array.isArray(part) ? part.map(inside).join("") : escaped(part);
}

export const html = (strings, ...parts) => new Markup(strings.reduce((text, string, place) => text + inside(parts[place - 1]) + string));

export function put(place, markup) {
  place.innerHTML = inside(markup);
}

export const icon = (name) => new Markup(document.getElementById(`icon-${name}`)?.innerHTML ?? "");

export const notice = (kind, mark, words) => html`<p class="notice ${kind}" role="status">${icon(mark)}<span>${words}</span></p>`;

export function errorSummary(errors) {
  const rows = Object.entries(errors);
  return rows.length ? html`<section class="error-summary" id="loi" tabindex="-1" role="alert"><h2>Xem lại ${rows.length} chỗ</h2><ul>${
    rows.map(([key, words]) => html`<li><a href="#id_${key.split(".")[0]}">${words}</a></li>`)}</ul></section>` : "";
}

const SOURCES = { earlier_dossier: "Hồ sơ trước" };
export const sourceWord = (source) => (source ? SOURCES[source] ?? (source.startsWith("paper") ? "Giấy đã quét" : "Căn cước") : "");

export const INPUTS = {
  text: ["text"], address: ["text"], email: ["email", "email"], pid12: ["text", "numeric", "so width-code"], taxcode: ["text", "numeric", "so width-code"],
  phone: ["tel", "tel", "so width-code"], money: ["text", "numeric", "so width-code"], integer: ["text", "numeric", "so width-small"], search: ["search"],
};
const FEW = 7;

export function splitDate(value) {
  if (value && typeof value === "object") return value;
  const parts = String(value ?? "").split(/[-/]/);
  if (!/^\d{4}(-\d{2}){0,2}$/.test(value ?? "")) return value ? { day: parts[parts.length - 3] ?? "", month: parts[parts.length - 2] ?? "", year: parts[parts.length - 1] } : {};
  return { year: parts[0], month: parts[1] ?? "", day: parts[2] ?? "" };
}

/** One field as `components/field.html` draws it. */
export function field(part, value, { error = "", source = "", caret = false, hint = part.help_vi ?? "", required = part.required ?? false } = {}) {
  const { key, label_vi: label } = part;
  const id = `id_${key}`;
  const described = [hint && `${key}-goi-y`, error && `${key}-loi`].filter(Boolean).join(" ");
  const notes = html`${source && html`<span class="source">${icon("card")}${source}</span>`}${hint && html`<p class="hint" id="${key}-goi-y">${hint}</p>`}${
    error && html`<p class="error" id="${key}-loi">${icon("warning")}<span>${error}</span></p>`}`;
  const name = html`${label}${!required && html` <span class="optional">(không bắt buộc)</span>`}`;
  const marks = html`${described && html` aria-describedby="${described}"`}${error && html` aria-invalid="true"`}${required && html` aria-required="true"`}${caret && html` data-caret`}`;
  const bad = error ? "has-error" : "";
  const options = part.options ?? [];
  if (part.type === "checkbox") {
    return html`<div class="field ${bad}" data-field="${key}">${notes}<label class="choice"><input id="${id}" type="checkbox" name="${key}" value="1"${value === true && html` checked`}${marks}><span>${label}</span></label></div>`;
  }
  if (part.type === "date") {
    const date = splitDate(value);
    const box = (name_, word, size, held) => html`<label>${word} <input${word === "Ngày" && html` id="${id}"`} class="so ${size === 4 ? "year" : ""}" name="${key}.${name_}" value="${held ?? ""}" inputmode="numeric" maxlength="${size}" size="${size}" autocomplete="off"${error && html` aria-invalid="true"`}${word === "Ngày" && caret && html` data-caret`}></label>`;
    return html`<fieldset class="field ${bad}" data-field="${key}"><legend class="label">${name}</legend>${notes}<div class="date-parts">${box("ngay", "Ngày", 2, date.day)}${box("thang", "Tháng", 2, date.month)}${box("nam", "Năm", 4, date.year)}</div></fieldset>`;
  }
  if (part.type === "multi" || ((part.type === "enum" || part.type === "radio") && options.length <= Math.max(FEW, part.few ?? 0))) {
    const many = part.type === "multi";
    const picked = many ? (value ?? []) : [value];
    return html`<fieldset class="field ${bad}" data-field="${key}"><legend class="label">${name}</legend>${notes}<div class="choices" data-digits>${options.map((option, place) => html`<label class="choice"><input type="${many ? "checkbox" : "radio"}" name="${key}" value="${option.value}"${place === 0 && html` id="${id}"`}${picked.includes(option.value) && html` checked`}${caret && place === 0 && html` data-caret`}${error && html` aria-invalid="true"`}><span><kbd>${place + 1}</kbd> ${option.label_vi}</span></label>`)}</div></fieldset>`;
  }
  if (part.type === "table") {
    const rows = [...(Array.isArray(value) ? value : []), {}, {}].slice(0, Math.max(part.max_rows ?? 20, 1));
    return html`<fieldset class="field ${bad}" data-field="${key}"><legend class="label">${name}</legend>${notes}<div class="table-box" tabindex="0" role="group" aria-label="${label}"><table class="table entry"><thead><tr>${part.columns.map((column) => html`<th scope="col">${column.label_vi}</th>`)}</tr></thead><tbody>${rows.map((row, at) => html`<tr>${part.columns.map((column, place) => html`<td><input name="${key}.${column.key}" value="${row[column.key] ?? ""}" aria-label="${column.label_vi}, dòng ${at + 1}"${!at && !place && html` id="${id}"`}></td>`)}</tr>`)}</tbody></table></div></fieldset>`;
  }
  if (part.type === "file" || part.type === "signature") {
    return html`<div class="field" data-field="${key}"><p class="label">${label}</p>${notice("warning", "warning", "Ô này cần mạng. Để trống, có mạng thì mở hồ sơ và bổ sung.")}</div>`;
  }
  let control;
  if (part.type === "textarea") control = html`<textarea id="${id}" name="${key}" rows="3"${marks}>${value ?? ""}</textarea>`;
  else if (part.type === "enum" || part.type === "select") {
    control = html`<select id="${id}" name="${key}"${marks}><option value="">Chọn một</option>${options.map((option) => html`<option value="${option.value}"${option.value === value && html` selected`}>${option.label_vi}</option>`)}</select>`;
  } else {
    const [type, mode, css] = INPUTS[part.type] ?? ["text"];
    control = html`<input id="${id}" type="${type}" name="${key}" value="${value ?? ""}" class="${css ?? ""}"${mode && html` inputmode="${mode}"`} autocomplete="off"${part.max_length && html` maxlength="${part.max_length}"`}${marks}>`;
  }
  return html`<div class="field ${bad}" data-field="${key}"><label class="label" for="${id}">${name}</label>${notes}${control}</div>`;
}

export function person(facts, { big = false } = {}) {
  const id = facts["person.personal_id"] ?? "";
  const masked = id.length > 6 ? `${id.slice(0, 3)}•••••${id.slice(-4)}` : id;
  return html`<div class="person ${big ? "big" : ""}"><p class="person-name">${facts["person.full_name"] || "Chưa có tên"}</p><dl>${
    id && html`<div><dt>Số căn cước</dt><dd class="so">${masked}</dd></div>`}${facts["person.birth_date"] && html`<div><dt>Ngày sinh</dt><dd class="so">${sayDate(facts["person.birth_date"])}</dd></div>`}${
    facts["person.address"] && html`<div><dt>Nơi ở</dt><dd>${facts["person.address"]}</dd></div>`}</dl></div>`;
}

export function money(fees) {
  return html`<table class="money"><caption class="hidden">Tiền phải trả, từng khoản</caption><tbody>${fees.lines.map((line) => html`<tr><th scope="row">${line.name_vi}<small>${line.reason_vi}</small></th><td>${line.citizen_vnd === null ? "chưa rõ" : vnd(line.citizen_vnd)}</td></tr>`)}<tr><th scope="row">Hỗ trợ của nhân viên</th><td>${vnd(0)}</td></tr></tbody><tfoot><tr><th scope="row">Tổng phải trả</th><td>${fees.unknown ? "chưa rõ" : vnd(fees.citizen_total_vnd)}</td></tr></tfoot></table>`;
}

export function summary(rows, change) {
  return html`<dl class="summary">${rows.map((row) => html`<div><dt>${row.label}</dt><dd>${row.value ? html`<span>${row.value}</span>` : html`<span class="skipped">Không khai</span>`}${change && row.key && html`<button type="button" class="change button quiet" data-change="${row.key}">Sửa<span class="hidden"> ${row.label}</span></button>`}</dd></div>`)}</dl>`;
}
