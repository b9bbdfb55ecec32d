/* What people write and what cards say, read the way the server reads it (kernel/text.py, kernel/identifiers,
   catalogue/rules/form_reading.py). */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;

export const nfc = (text) => text.normalize("NFC").replace(/\s/gu, " ").replace(INVISIBLE, "").split(/ +/).filter(Boolean).join(" ");

export const fold = (text) =>
  nfc(text).normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

export const initials = (text) => fold(text).split(" ").map((word) => word[0]).join("");

/** A text as it is kept: composed, single spaces; lines stay where `lines`. */
export function plain(raw, { lines = false } = {}) {
  const text = String(raw ?? "").slice(0, 20000).replaceAll("\r\n", "\n");
  return lines ? text.split("\n").map(nfc).join("\n").trim() : nfc(text);
}

export const vnd = (amount) => `${String(amount).replace(/\B(?=(\d{3})+$)/g, ".")}\u00a0₫`;

/** Đồng out of `8.000 ₫`, `8 000`, `8000`; NaN when it is none. */
export function parseVnd(text) {
  const digits = String(text).trim().replace(/\s*(?:₫|đồng|đ|dong|vnđ|vnd|d)\s*$/i, "");
  return /^(?:[0-9]{1,3}(?:[.,\s][0-9]{3})+|[0-9]+)$/.test(digits) ? Number(digits.replace(/\D/g, "")) : NaN;
}

const SCALE = { nghìn: 1e3, ngàn: 1e3, k: 1e3, triệu: 1e6, tr: 1e6, tỷ: 1e9, tỉ: 1e9 };

/** Whole đồng out of 100.000.000, 100 triệu, 1,5 tỷ; null when it cannot be told. */
export function readMoney(raw) {
  if (typeof raw === "number") return Number.isInteger(raw) ? raw : null;
  const found = /^(\d[\d.,\s]*?)\s*(nghìn|ngàn|k|triệu|tr|tỷ|tỉ)?\s*(?:đồng|vnđ|vnd|đ|₫)?$/.exec(String(raw).trim().toLowerCase());
  if (!found) return null;
  const figures = found[1].replaceAll(" ", "");
  if (found[2]) {
    const [whole, part = "", ...more] = figures.replaceAll(".", ",").split(",");
    if (more.length || part.length > 6) return null;
    return Number(whole) * SCALE[found[2]] + Math.floor((Number(part || 0) * SCALE[found[2]]) / 10 ** part.length);
  }
  return /^(?:\d{1,3}(?:[.,]\d{3})+|\d+)$/.test(figures) ? Number(figures.replace(/\D/g, "")) : null;
}

const SEXES = { nam: "MALE", male: "MALE", m: "MALE", nữ: "FEMALE", nu: "FEMALE", female: "FEMALE", f: "FEMALE" };
export const readSex = (raw) => SEXES[raw.trim().toLowerCase()] ?? raw.trim();

const two = (n) => String(n).padStart(2, "0");

function partsOfDate(raw) {
  if (raw && typeof raw === "object") {
    const texts = ["day", "month", "year"].map((box) => String(raw[box] ?? "").trim());
    if (!texts.every((text) => /^\d{0,4}$/.test(text)) || texts[2].length !== 4) return null;
    return texts.map((text) => Number(text || 0));
  }
  const text = String(raw ?? "").trim().replace(/\s*([/.-])\s*/g, "$1");
  let found = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
  if (found) return [Number(found[3] ?? 0), Number(found[2] ?? 0), Number(found[1])];
  found = /^(\d{2})(\d{2})(\d{4})$/.exec(text) ?? /^(?:(?:(\d{1,2})[/.\-\s])?(\d{1,2})[/.\-\s])?(\d{4})$/.exec(text);
  return found ? [Number(found[1] ?? 0), Number(found[2] ?? 0), Number(found[3])] : null;
}

/** A date as YYYY, YYYY-MM or YYYY-MM-DD; an empty text when it is none. */
export function readDate(raw) {
  const found = partsOfDate(raw);
  if (!found) return "";
  const [day, month, year] = found;
  if (year < 1880 || year > 2100 || month > 12 || (day && !month)) return "";
  if (month && day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return "";
  if (!month) return String(year);
  return day ? `${year}-${two(month)}-${two(day)}` : `${year}-${two(month)}`;
}

export function dateAsTyped(raw) {
  if (raw && typeof raw === "object") {
    const texts = ["day", "month", "year"].map((box) => String(raw[box] ?? "").trim());
    return texts.some(Boolean) ? texts.map((text) => text || "…").join("/") : "";
  }
  return String(raw ?? "").trim();
}

export const sayDate = (moment) => String(moment).split("-").reverse().join("/");

/* The fault of an identifier: `{vi}` in words, or the identifier itself. */
const PLACES = new Set("001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096".split(" "));

export function readPersonalId(text) {
  const number = text.replace(/[\s.-]+/g, "");
  if (!/^[0-9]{12}$/.test(number)) {
    if (/^[0-9]{9}$/.test(number)) return { vi: "Đây là số chứng minh nhân dân 9 số, không còn giá trị từ 01/01/2025. Nhập 12 số trên thẻ căn cước." };
    const count = /^[0-9]*$/.test(number) ? String(number.length) : "có ký tự khác / other characters";
    return { vi: `Số căn cước cần đúng 12 chữ số, đang có ${count}. Nhập lại 12 chữ số trên mặt trước của thẻ.` };
  }
  if (!PLACES.has(number.slice(0, 3)) && Number(number.slice(0, 3)) < 100) {
    return { vi: `Không có tỉnh, thành nào mang mã ${number.slice(0, 3)}. So lại 3 số đầu với mặt trước của thẻ.` };
  }
  return { value: number };
}

export function readPhone(text) {
  const number = text.replace(/[\s.\-–()/]+/g, "").replace(/^(?:\+|00)84(?:0(?=[0-9]{9,10}$))?|^84(?=[0-9]{9,10}$)/, "0");
  const known = /^0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])[0-9]{7}$|^02(?:4|8)[0-9]{8}$|^02[0-9]{2}[0-9]{7}$/;
  if (known.test(number)) return { value: number };
  return { vi: "Đây không phải số điện thoại Việt Nam. Số di động có 10 chữ số, ví dụ 0912 345 678." };
}

export function readTaxCode(text) {
  const code = text.replace(/[\s.\-–]+/g, "");
  if (!/^[0-9]+$/.test(code) || ![10, 12, 13].includes(code.length)) {
    return { vi: "Mã số thuế có 10 số, 13 số (đơn vị phụ thuộc) hoặc 12 số (cá nhân, hộ kinh doanh). Đếm lại số chữ số; không nhập chữ cái." };
  }
  if (code.length === 12) return readPersonalId(code);
  const sum = [31, 29, 23, 19, 17, 13, 7, 5, 3].reduce((total, weight, place) => total + weight * Number(code[place]), 0);
  if (10 - (sum % 11) !== Number(code[9])) {
    return { vi: `Mã số thuế ${code.slice(0, 10)} sai số kiểm tra (số thứ 10). So lại từng số với giấy đăng ký doanh nghiệp.` };
  }
  if (code.length === 10) return { value: code };
  if (code.slice(10) === "000") return { vi: "Đơn vị phụ thuộc được đánh số từ 001. Nhập 10 số nếu là trụ sở chính." };
  return { value: `${code.slice(0, 10)}-${code.slice(10)}` };
}

/** What an ID card says, for the eyes of the clerk; the server reads the same text again. Null: no card. */
export function readCard(text) {
  const fields = text.replace(/[｜¦│∣]/g, "|").replace(/^\ufeff/, "").trim().split("|").map(nfc);
  if (fields.length < 7 || !/^\d{12}$/.test(fields[0].replace(/\D/g, "")) || !fields[2]) return null;
  const sex = { nam: "Nam", nu: "Nữ", "n?": "Nữ" }[fold(fields[4])];
  const birth = fields[3].replace(/\D/g, "");
  const year = birth.slice(4);
  if (!sex || !/^\d{8}$/.test(birth)) return null;
  const open = birth.slice(0, 2) === "00" || birth.slice(2, 4) === "00";
  const day = open ? readDate(year) : readDate(`${birth.slice(0, 2)}/${birth.slice(2, 4)}/${year}`);
  if (!day) return null;
  const id = fields[0].replace(/\D/g, "");
  const warnings = [];
  const century = Math.floor(Number(id[3]) / 2);
  if (1900 + century * 100 + Number(id.slice(4, 6)) !== Number(year)) warnings.push("Năm sinh trên thẻ khác năm sinh trong số căn cước. So với thẻ.");
  if ((Number(id[3]) % 2 ? "Nữ" : "Nam") !== sex) warnings.push("Giới tính trên thẻ khác giới tính trong số căn cước. So với thẻ.");
  return { personal_id: id, full_name: fields[2], birth_date: day, sex, address: fields[5], warnings };
}

export const maskId = (id) => (id?.length > 6 ? `${id.slice(0, 3)}••••••${id.slice(-3)}` : "");

export const today = (at = Date.now()) => new Date(at + 7 * 3600e3).toISOString().slice(0, 10);
export const clock = (at) => new Date(at + 7 * 3600e3).toISOString().slice(11, 16);
