/* Questions, papers, fees and what the person reads back, out of the same content JSON the server uses
   (catalogue/rules/{questions,components,fees,form}.py). A test holds both to the same answers. */
import { holds, readsValues } from "./conditions.js";
import { clean } from "./clean.js";
import { readDate, readSex, sayDate, vnd } from "./words.js";

export function visible(content, answers) {
  const shown = [];
  const counted = {};
  for (const part of content.questions ?? []) {
    if (!holds(part.when, { answers: counted })) continue;
    const given = answers[part.key];
    const answer = typeof given === "string" && part.options.some((option) => option.value === given) ? given : "";
    if (answer) counted[part.key] = answer;
    shown.push({ ...part, answer });
  }
  return shown;
}

export function settled(content, answers) {
  return Object.fromEntries(visible(content, answers).filter((q) => q.answer).map((q) => [q.key, q.answer]));
}

export const unanswered = (content, answers) => visible(content, answers).filter((question) => !question.answer);

function applies(condition, answers, values) {
  if (values === null) return readsValues(condition) || holds(condition, { answers });
  return holds(condition, { answers, values });
}

/** Pages of the form with the fields that apply; `values` null shows every field that could come to apply. */
export function sections(content, answers, values = null) {
  const counted = settled(content, answers);
  return (content.form?.sections ?? [])
    .filter((part) => applies(part.when, counted, values))
    .map((part) => ({ ...part, fields: part.fields.filter((field) => applies(field.when, counted, values)) }))
    .filter((part) => part.fields.length);
}

export const fields = (content, answers, values = null) => sections(content, answers, values).flatMap((part) => part.fields);

/** `{key: [value, source]}` of fields the person's own facts fill. */
export function prefill(content, answers, facts) {
  const counted = settled(content, answers);
  const filled = {};
  for (const part of fields(content, answers)) {
    const source = part.prefill;
    if (!source || !holds(part.prefill_when, { answers: counted })) continue;
    const value = fitting(part, source, facts[source] || facts[source.replace(/^person\./, "")]);
    if (value) filled[part.key] = [value, source];
  }
  return filled;
}

function fitting(part, source, fact) {
  if (!fact) return null;
  if (source === "person.sex") {
    const sex = readSex(String(fact));
    return !part.options?.length || part.options.some((option) => option.value === sex) ? sex : null;
  }
  if (part.type === "date") {
    const moment = readDate(fact);
    return moment && (part.partial || moment.length === 10) ? moment : null;
  }
  return String(fact);
}

export function needed(content, answers, values = {}) {
  const counted = settled(content, answers);
  return (content.components ?? []).filter((part) => holds(part.when, { answers: counted, values }));
}

/** Everything still missing, in the order of the steps: `{where, vi}`. */
export function gaps(content, { answers, values, papers, delivery, today }) {
  const found = unanswered(content, answers).map((q) => ({ where: `question:${q.key}`, vi: `Chưa trả lời: ${q.label_vi}` }));
  for (const [key, vi] of Object.entries(clean(content, values, { answers: settled(content, answers), today }).errors)) {
    found.push({ where: `field:${key}`, vi });
  }
  for (const need of needed(content, answers)) {
    const asked = (need.required ?? true) && !need.replaced_by_data && !need.shown_only;
    if (asked && !papers.has(need.key)) found.push({ where: `paper:${need.key}`, vi: `Còn thiếu giấy: ${need.name_vi}` });
  }
  if (!delivery.way) found.push({ where: "delivery", vi: "Chưa chọn cách nhận kết quả" });
  return found;
}

/* Fees: Resolution 77/2025/NQ-HĐND, as catalogue/rules/fees.py tells it. */
const CITY_SUPPORT_FROM = "2026-01-01";
const CITY = new Set(["WARD", "DEPARTMENT", "LAND"]);

function count(name, answers, values) {
  if (!name) return 1;
  const found = Object.hasOwn(values, name) ? values[name] : answers[name];
  const whole = Array.isArray(found) ? found.length : typeof found === "number" ? Math.trunc(found) : /^\s*[+-]?\d+\s*$/.test(found ?? "") ? Number(found) : 1;
  return Math.min(Math.max(whole, 1), 1000);
}

function price(part, each, quantity) {
  const first = part.then ? Math.min(quantity, part.then.after) : quantity;
  const sum = first * each + (quantity - first) * (part.then?.each_vnd ?? 0);
  return part.most_vnd === null || part.most_vnd === undefined ? sum : Math.min(sum, part.most_vnd);
}

function feeLine(part, quantity, times, { on, cityManaged, exempt }) {
  const amount = part.amount_vnd ?? null;
  const online = part.online_amount_vnd ?? null;
  const full = amount === null ? null : price(part, amount, quantity) * times;
  const asked = online === null ? full : price(part, online, quantity) * times;
  const line = (citizen, budget, reason) => ({ key: part.key, name_vi: part.name_vi, quantity, full_vnd: full, citizen_vnd: citizen, budget_vnd: budget, reason_vi: reason });
  const priced = (reason) => (asked === null
    ? { ...line(null, null, "Chưa xác nhận được mức tiền. Hỏi nhân viên trước khi trả, không trả khoản không có trên phiếu."), full_vnd: null }
    : { ...line(asked, 0, reason), full_vnd: asked });
  const supported = cityManaged && on >= CITY_SUPPORT_FROM;
  if (amount === 0 && !online) return { ...line(0, 0, "0 ₫: việc này không thu tiền."), full_vnd: 0 };
  if ((part.exemptions ?? []).some((ground) => exempt.has(ground))) return line(0, 0, "0 ₫ vì được miễn.");
  if (part.kind === "THAM_DINH") return priced("Phí thẩm định trả đủ, Nghị quyết 77/2025/NQ-HĐND không hỗ trợ khoản này.");
  if (supported && part.setter === "COUNCIL" && (amount !== null || online === 0)) return line(0, 0, "0 ₫ vì nộp trực tuyến, Nghị quyết 77/2025/NQ-HĐND.");
  if (supported && part.setter === "MOF" && asked !== null) return line(0, asked, "0 ₫ vì nộp trực tuyến, ngân sách thành phố trả thay, Nghị quyết 77/2025/NQ-HĐND.");
  return priced("Mức nộp trực tuyến của cả nước; Nghị quyết 77/2025/NQ-HĐND không hỗ trợ khoản này.");
}

/** What is owed for filing with help, which counts as online: lines, total of the citizen, whether some is unknown. */
export function fees(content, { answers, values, on, exemptions = [] }) {
  const counted = settled(content, answers);
  const parts = (content.fees ?? []).filter((part) => holds(part.when, { answers: counted, values }));
  const inForce = parts.filter((part) => (!part.valid_from || part.valid_from <= on) && (!part.valid_to || on <= part.valid_to));
  const cityManaged = content.route === "CITY" && CITY.has(content.authority.kind);
  const lines = inForce.map((part) =>
    feeLine(part, count(part.quantity_from, counted, values), count(part.times_from, counted, values), { on, cityManaged, exempt: new Set(exemptions) }));
  const nothingKnown = !content.fees?.length || (parts.length > 0 && !inForce.length);
  return {
    lines,
    citizen_total_vnd: lines.reduce((sum, line) => sum + (line.citizen_vnd ?? 0), 0),
    unknown: nothingKnown || lines.some((line) => line.citizen_vnd === null),
  };
}

const labelOf = (part, value) => part.options?.find((option) => option.value === value)?.label_vi ?? String(value);

/** A value in Vietnamese words; empty when nothing was stated. */
export function say(part, value) {
  if (value === null || value === undefined || value === "" || (Array.isArray(value) && !value.length)) return "";
  if (part.type === "checkbox") return value === true ? "Có" : "Không";
  if (part.type === "enum") return labelOf(part, value);
  if (part.type === "multi") return value.map((item) => labelOf(part, item)).join(", ");
  if (part.type === "table") {
    return value.map((row) => part.columns.map((column) => say(column, row[column.key])).filter(Boolean).join(", ")).join("\n");
  }
  if (part.type === "date") return sayDate(value);
  if (part.type === "money" && typeof value === "number") return vnd(value);
  if (part.type === "phone" && /^0\d{9}$/.test(value)) return `${value.slice(0, 4)} ${value.slice(4, 7)} ${value.slice(7)}`;
  if (part.type === "file") return value.name ?? "";
  if (part.type === "signature") return value.sha256 ? "Đã ký" : value.cannot ? "Không ký" : "";
  return String(value);
}

/** Every line of the form as words: `{key, label, value}`. */
export function summary(content, values, answers) {
  return fields(content, answers, values).map((field) => ({ key: field.key, label: field.label_vi, value: say(field, values[field.key]) }));
}

/** Types the counter cannot take without the network: said before the form is begun (ux §5 a). */
export function beyond(content, answers) {
  return fields(content, answers).filter((field) => field.type === "file" || field.type === "signature");
}
