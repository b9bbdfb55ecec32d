/* A filled form checked the way the server checks it (catalogue/rules/form_cleaning.py); the server checks again. */
import { holds } from "./conditions.js";
import { dateAsTyped, nfc, plain, readDate, readMoney, readPersonalId, readPhone, readSex, readTaxCode } from "./words.js";

export function given(raw) {
  if (typeof raw === "string") return raw.trim() !== "";
  if (Array.isArray(raw)) return raw.length > 0;
  if (raw && typeof raw === "object") return Object.values(raw).some(given);
  return raw !== null && raw !== undefined && raw !== false;
}

function missing(part) {
  const name = part.label_vi;
  if (part.type === "signature") return `«${name}» chưa ký. Ký tên, hoặc chọn lý do không ký được.`;
  if (part.type === "file") return `«${name}» chưa có tệp. Chọn ảnh hoặc tệp PDF.`;
  if (part.type === "enum") return `«${name}» chưa chọn. Chọn một mục.`;
  if (part.type === "date" && part.partial) return `«${name}» cần có năm, ví dụ 1949. Không nhớ ngày, tháng thì để trống.`;
  return `«${name}» còn trống. Ghi vào ô này.`;
}

function text(part, raw) {
  const said = plain(raw, { lines: part.type === "textarea" });
  const most = part.max_length || (part.type === "textarea" ? 2000 : 200);
  const length = [...said].length;
  return length > most ? [said, `«${part.label_vi}» dài ${length} chữ cái, nhiều nhất là ${most}. Viết ngắn lại.`] : [said];
}

function identifier(read) {
  return (part, raw) => {
    const typed = plain(raw).slice(0, 60);
    const found = read(typed);
    return found.value ? [found.value] : [typed, `«${part.label_vi}»: ${found.vi}`];
  };
}

const CLEANERS = {
  text,
  textarea: text,
  address(part, raw) {
    const said = raw && typeof raw === "object" ? ["street", "ward", "city"].map((key) => plain(raw[key])).filter(Boolean).join(", ") : raw;
    return text({ ...part, max_length: part.max_length || 300 }, said);
  },
  date(part, raw, today) {
    const typed = plain(dateAsTyped(raw)).slice(0, 60);
    const moment = readDate(raw && typeof raw === "object" ? raw : typed);
    if (part.partial && !moment) return [typed, missing({ ...part, type: "date" })];
    if (!part.partial && moment.length !== 10) {
      return [typed, `«${part.label_vi}» cần một ngày có thật, đủ ngày, tháng, năm, ví dụ 20/03/2026. Xem lại.`];
    }
    if (part.past && moment > today.slice(0, moment.length)) return [moment, `«${part.label_vi}» đang là ngày sau hôm nay. Xem lại năm.`];
    return [moment];
  },
  enum(part, raw) {
    const said = plain(raw).slice(0, 60);
    const known = part.options.map((option) => option.value);
    const value = known.includes(said) ? said : readSex(said);
    if (known.includes(value)) return [value];
    const byLabel = part.options.find((option) => nfc(option.label_vi).toLowerCase() === said.toLowerCase());
    return byLabel ? [byLabel.value] : [said, `«${part.label_vi}» chưa chọn được mục nào. Chọn một mục trong danh sách.`];
  },
  multi(part, raw) {
    const chosen = new Set((Array.isArray(raw) ? raw : [raw]).slice(0, 100).filter(given).map((item) => plain(item).slice(0, 60)));
    const known = part.options.map((option) => option.value);
    const values = known.filter((value) => chosen.has(value));
    if ([...chosen].some((value) => !known.includes(value))) {
      return [values, `«${part.label_vi}» có mục không nằm trong danh sách. Chọn lại trong danh sách.`];
    }
    return !values.length && part.required ? [values, `«${part.label_vi}» chưa chọn mục nào. Chọn ít nhất một mục.`] : [values];
  },
  checkbox(part, raw) {
    const ticked = raw === true || (typeof raw === "string" && ["on", "true", "1", "yes", "có", "co"].includes(raw.trim().toLowerCase()));
    return part.required && !ticked ? [false, `Chưa đánh dấu «${part.label_vi}». Đọc rồi đánh dấu vào ô.`] : [ticked];
  },
  integer(part, raw) {
    const typed = plain(raw).slice(0, 40);
    const figures = typed.replace(/[.\s]/g, "");
    const [low, high] = [part.min ?? 0, part.max ?? 1e9];
    if (/^\d{1,12}$/.test(figures) && Number(figures) >= low && Number(figures) <= high) return [Number(figures)];
    const dotted = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ".");
    return [typed, `«${part.label_vi}» cần một số từ ${low} đến ${dotted(high)}. Ghi bằng chữ số.`];
  },
  money(part, raw) {
    const typed = plain(raw).slice(0, 60);
    const amount = readMoney(typeof raw === "number" ? raw : typed);
    if (amount !== null && amount >= (part.min || 0) && amount <= (part.max ?? 1e15)) return [amount];
    return [typed, `«${part.label_vi}» cần số tiền bằng đồng, ví dụ 100.000.000. Xem lại số đã ghi.`];
  },
  email(part, raw) {
    const typed = plain(raw).replaceAll(" ", "").slice(0, 300);
    if (!/^[^@\s]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}$/.test(typed) || typed.includes("..")) {
      return [typed, `«${part.label_vi}» cần dạng ten@noi.vn. Xem lại dấu @ và phần sau.`];
    }
    const at = typed.lastIndexOf("@");
    return [typed.slice(0, at) + typed.slice(at).toLowerCase()];
  },
  pid12: identifier(readPersonalId),
  phone: identifier(readPhone),
  taxcode: identifier(readTaxCode),
  file: (part, raw) => [raw?.sha256 ? raw : null],
  signature: (part, raw) => [raw?.sha256 || raw?.cannot ? raw : null],
};

function cleanOne(part, raw, today) {
  const kind = part.type ?? "text";
  if (kind === "checkbox" || kind === "multi") return CLEANERS[kind](part, raw);
  if (!given(raw)) return [null, part.required ? missing(part) : undefined];
  const [value, fault] = (CLEANERS[kind] ?? text)(part, raw, today);
  return given(value) ? [value, fault] : [null, part.required ? missing(part) : undefined];
}

function cleanTable(part, raw, today, errors) {
  const most = part.max_rows ?? 20;
  const rows = [];
  for (const row of (Array.isArray(raw) ? raw : []).slice(0, most * 2)) {
    if (!part.columns.some((column) => given(row?.[column.key]))) continue;
    const cells = {};
    for (const column of part.columns) {
      const [value, fault] = cleanOne(column, row[column.key], today);
      if (given(value)) cells[column.key] = value;
      if (fault) errors[`${part.key}.${rows.length}.${column.key}`] = fault;
    }
    rows.push(cells);
  }
  if (rows.length > most) errors[part.key] = `«${part.label_vi}» có ${rows.length} dòng, nhiều nhất là ${most}. Bớt dòng, ghi tiếp vào giấy khác.`;
  if (!rows.length && part.required) errors[part.key] = `«${part.label_vi}» còn trống. Ghi ít nhất 1 dòng.`;
  return rows;
}

/** `{values, errors}`: every field that applies, cleaned where it could be read, as typed where it could not.
    `answers` are those that count (`settled`). */
export function clean(content, raw, { answers, today }) {
  const values = {};
  const errors = {};
  for (const page of content.form?.sections ?? []) {
    const pageApplies = holds(page.when, { answers, values });
    for (const part of page.fields) {
      if (!pageApplies || !holds(part.when, { answers, values })) continue;
      let value;
      if (part.type === "table") value = cleanTable(part, raw[part.key], today, errors);
      else {
        let fault;
        [value, fault] = cleanOne(part, raw[part.key], today);
        if (fault) errors[part.key] = fault;
      }
      if (given(value) || value === false) values[part.key] = value;
    }
  }
  for (const check of content.form?.checks ?? []) {
    if (!(check.field in values) || check.field in errors) continue;
    if (holds(check.fails_when, { answers, values, today })) errors[check.field] = check.vi;
  }
  return { values, errors };
}
