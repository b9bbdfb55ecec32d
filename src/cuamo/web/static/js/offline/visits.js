/* A visit without the network: begun, answered, parked, opened again, finished. Each change is on the disk before
   the next key. */
import { lineUp } from "./line-up.js";
import { localNumber } from "./local-number.js";
import * as packs from "./pack.js";
import * as rules from "./rules.js";
import { clean } from "./clean.js";
import * as vault from "./vault.js";
import { lighter, problemOf } from "../papers/intake.js";
import { fold, readCard, readDate, readPersonalId, readPhone, today } from "./words.js";

export const LAST = 11;

const iso = () => new Date().toISOString();
const counted = (item, content) => rules.settled(content, item.answers);

export async function skew() {
  return (await vault.recall("skew")) ?? null;
}

async function fresh(rest) {
  const pack = await packs.pack();
  const device = await vault.device();
  return {
    key: crypto.randomUUID(), device, clerk_id: await vault.clerk(), shift_id: pack?.shift?.id ?? null,
    local_number: localNumber(device, today(), await vault.serial(today())),
    made_at: iso(), finished_at: null, visit_id: null, dossier_id: null, base_mark: null,
    step: 1, state: "open", person: { card_text: "", phone: "", typed: {} }, facts: {}, warnings: [], consent: null,
    mode: "TOGETHER", procedure: "", version_id: "", search: "", answers: {}, values: {}, sources: {}, papers: [],
    delivery: {}, agreed_at: null, confirmation: null, witness: "", slip: null, tender: {}, cash: null, measures: {},
    met: false, outcome: "", reasons: [], ...rest,
  };
}

const writing = new Map();

const write = (text) => {
  const kept = JSON.parse(text);
  return vault.put("items", kept.key, kept, {
    state: kept.state, since: kept.finished_at ?? kept.made_at, step: kept.step, number: kept.local_number, visit: kept.visit_id, touched: Boolean(kept.touched), progress: kept.progress ?? null,
  });
};

export async function save(item) {
  if (!writing.has(item.key)) writing.set(item.key, lineUp(write));
  await writing.get(item.key)(JSON.stringify(item));
  await tally();
  return item;
}

/** Count what is not sent, for the pill, the heartbeat and the other clerks of this PC. */
export async function tally() {
  const unsent = await vault.outlines("items");
  const since = unsent.map((row) => row.since).sort()[0] ?? null;
  await vault.note(unsent.length, since);
  if (!unsent.length) await vault.remember("versions", []);
  return unsent;
}

export const load = (key) => vault.get("items", key);

export async function all() {
  const items = await vault.all("items");
  return items.sort((a, b) => a.made_at.localeCompare(b.made_at));
}

/** Begin with the text of a card; what the card says is not compared with any register. */
export async function begin(cardText) {
  const item = await fresh({});
  identify(item, cardText);
  return save(item);
}

export function identify(item, cardText) {
  const card = readCard(cardText);
  if (!card) throw new Error("Đây không phải mã QR căn cước. Quét lại mặt có mã QR, hoặc nhập tay theo mặt trước của thẻ.");
  item.person = { ...item.person, card_text: cardText.trim(), typed: {} };
  item.warnings = card.warnings;
  item.facts = factsOf(card, item.person.phone);
}

/** Begin without a card: name, date of birth and whatever number there is are typed. */
export async function beginByHand() {
  return save(await fresh({}));
}

const factsOf = (who, phone) => ({
  "person.full_name": who.full_name ?? "", "person.personal_id": who.personal_id ?? "", "person.birth_date": who.birth_date ?? "",
  "person.sex": who.sex ?? "", "person.address": who.address ?? "", "person.phone": phone ?? "",
});

/** Check who is here; answers what is wrong, by field. */
export function confirmPerson(item) {
  const errors = {};
  const { typed, card_text: card } = item.person;
  if (item.person.phone.trim()) {
    const phone = readPhone(item.person.phone);
    if (phone.value) item.person.phone = phone.value;
    else errors.phone = phone.vi;
  }
  if (!card && !item.visit_id) {
    if ((typed.full_name ?? "").trim().length < 2) errors.full_name = "Chưa có họ tên. Ghi họ tên như trên giấy tờ.";
    const birth = readDate(typed.birth_date);
    if (!birth) errors.birth_date = "Ngày sinh cần có năm, ví dụ 1949. Không nhớ ngày, tháng thì để trống.";
    if (typed.personal_id?.trim()) {
      const id = readPersonalId(typed.personal_id);
      if (!id.value) errors.personal_id = id.vi;
      else typed.personal_id = id.value;
    }
    item.facts = factsOf({ ...typed, birth_date: birth }, item.person.phone);
  } else item.facts = { ...item.facts, "person.phone": item.person.phone || item.facts["person.phone"] || "" };
  return errors;
}

export async function choose(item, code) {
  const pack = await packs.pack();
  const chosen = pack.procedures.find((row) => row.code === code);
  if (!chosen) throw new Error("Chọn một thủ tục trong danh sách.");
  const content = await packs.content(chosen.version_id);
  if (item.version_id !== chosen.version_id) {
    // A newer version of the same procedure keeps what was said; what it no longer asks is not sent.
    const kept = item.procedure === code ? { answers: item.answers, values: item.values, sources: item.sources } : { answers: {}, values: {}, sources: {} };
    Object.assign(item, { procedure: code, version_id: chosen.version_id, ...kept, confirmation: null, agreed_at: null });
    const used = new Set((await vault.recall("versions")) ?? []);
    await vault.remember("versions", [...used.add(chosen.version_id)]);
  }
  fillKnown(item, content);
  return content;
}

/** Fill fields nobody has touched from what the card says. */
export function fillKnown(item, content) {
  for (const [key, [value, source]] of Object.entries(rules.prefill(content, item.answers, item.facts))) {
    const now = item.values[key];
    if (now === undefined || now === null || now === "") {
      item.values[key] = value;
      item.sources[key] = source;
    }
  }
}

/** What the form says now, cleaned, with what is wrong. */
export function checked(item, content) {
  return clean(content, item.values, { answers: counted(item, content), today: today() });
}

export function gaps(item, content) {
  return rules.gaps(content, {
    answers: item.answers, values: item.values, papers: new Set(item.papers.map((paper) => paper.key)), delivery: deliveryTaken(item).delivery, today: today(),
  });
}

export function feesOf(item, content) {
  const { values } = checked(item, content);
  return rules.fees(content, { answers: item.answers, values, on: today(), exemptions: (item.answers.exemptions ?? "").split(" ").filter(Boolean) });
}

let wardNames = new Map(); // code → folded name, without what kind of ward it is

/** The wards a place of delivery is chosen from. */
export function useWards(rows) {
  wardNames = new Map(rows.map(([code, name]) => [code, fold(name).replace(/^(phuong|xa) /, "")]));
}

/* The ward a part of the address names; only a suggestion. */
function guessWard(address) {
  for (const part of address.split(",").map((text) => fold(text).replace(/^(phuong|xa) /, "")).reverse()) {
    for (const [code, name] of wardNames) if (name === part) return code;
  }
  return "";
}

/** The way of return as the server would take it, with what is wrong. */
export function deliveryTaken(item) {
  const typed = { way: "HOME", recipient: item.facts["person.full_name"] ?? "", phone: item.person.phone, address: item.facts["person.address"] ?? "", ward_code: "", ...item.delivery };
  const errors = {};
  typed.ward_code ||= guessWard(typed.address) || guessWard(item.facts["person.address"] ?? "");
  if (!wardNames.has(typed.ward_code)) errors.ward_code = "Chọn phường, xã nơi nhận.";
  if (typed.way === "HOME" && typed.address.trim().length < 8) errors.address = "Nơi nhận cần có số nhà hoặc thôn, tên đường, xã/phường.";
  if (typed.phone.trim()) {
    const phone = readPhone(typed.phone);
    if (phone.value) typed.phone = phone.value;
    else errors.phone = phone.vi;
  }
  const taken = Object.fromEntries(["way", "recipient", "phone", "address", "ward_code"].map((key) => [key, String(typed[key] ?? "")]));
  return { delivery: Object.keys(errors).length ? {} : taken, typed, errors };
}

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

/** Keep a file, encrypted; answers what stands for it. The same bytes are kept once. */
export async function keepFile(blob, name) {
  const bytes = await blob.arrayBuffer();
  const hash = await sha256(bytes);
  await vault.put("files", hash, bytes, { at: iso() });
  return { sha256: hash, name, size: bytes.byteLength, type: blob.type || "application/octet-stream" };
}

export const MOST_BYTES = 20 * 1024 * 1024;
export const MOST_PAPERS = 60;

/** A file as it can be sent: looked at before it is kept, a heavy photo made lighter. Says what is wrong. */
export async function takenIn(file) {
  const problem = await problemOf(file, MOST_BYTES);
  if (!problem) return file;
  const light = problem.lighter ? await lighter(file) : null;
  if (light && light.size <= MOST_BYTES) return light;
  throw new Error(problem.lighter ? "Ảnh nặng quá 20 MB và máy này không thu nhỏ được. Chụp lại với độ phân giải thấp hơn." : problem.words);
}

export async function addPaper(item, key, blob, name) {
  if (item.papers.length >= MOST_PAPERS) throw new Error(`Một hồ sơ nhận nhiều nhất ${MOST_PAPERS} tệp. Gộp các trang thành một tệp PDF, hoặc bỏ bớt tệp trùng.`);
  const file = await keepFile(blob, name);
  if (!item.papers.some((paper) => paper.key === key && paper.sha256 === file.sha256)) item.papers.push({ key, ...file, copy_kind: "ELECTRONIC" });
  changed(item);
  return save(item);
}

/** What was agreed to no longer stands when something changes. */
export function changed(item) {
  item.agreed_at = null;
  item.confirmation = null;
}

/** A hash over everything the citizen was shown. */
export async function shownHash(item, content) {
  const shown = {
    version: item.version_id, answers: counted(item, content), values: checked(item, content).values, delivery: deliveryTaken(item).delivery,
    papers: item.papers.map((paper) => [paper.key, paper.sha256]).sort(), owed: feesOf(item, content).citizen_total_vnd,
  };
  const sorted = (key, value) => (value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value);
  return sha256(new TextEncoder().encode(JSON.stringify(shown, sorted)));
}

/** Take the money: answers what is wrong, or an empty text. */
export function takeCash(item, content, tendered) {
  const owed = feesOf(item, content);
  const amount = owed.citizen_total_vnd;
  if (owed.unknown) return "Chưa biết mức tiền, không thu. Có mạng lại thì thu sau.";
  if (!Number.isFinite(tendered)) return "Ghi số tiền khách đưa bằng chữ số, ví dụ 50.000.";
  if (tendered < amount) return "Tiền khách đưa ít hơn số phải thu. Đếm lại.";
  item.cash = { amount_vnd: amount, tendered_vnd: tendered, lines: linesOf(owed) };
  return "";
}

const linesOf = (owed) => owed.lines.filter((line) => line.citizen_vnd).map((line) => ({ key: line.key, name_vi: line.name_vi, amount_vnd: line.citizen_vnd }));

/** What the person must still give (above 0) or get back (below 0) because the fee is another than the cash taken. */
export function cashOff(item, content) {
  if (!item.cash) return 0;
  const owed = feesOf(item, content);
  return (owed.unknown ? 0 : owed.citizen_total_vnd) - item.cash.amount_vnd;
}

/** The difference was taken, or given back: the cash is what is owed now. */
export function settleCash(item, content) {
  const owed = feesOf(item, content);
  const amount = owed.unknown ? 0 : owed.citizen_total_vnd;
  item.cash = amount ? { amount_vnd: amount, tendered_vnd: amount, lines: linesOf(owed) } : null;
}

/** Whether the person has still to pay something here, or to get something back. */
export function toSettle(item, content) {
  const owed = feesOf(item, content);
  if (item.cash) return cashOff(item, content) !== 0;
  return owed.citizen_total_vnd > 0 && !owed.unknown && !item.unpaid && !item.paid_online;
}

/** The furthest step that makes sense now. */
export function reachable(item, content) {
  if (item.state !== "open") return 11;
  if (!item.met) return 1;
  if (!item.consent?.given) return 2;
  if (!content) return 3;
  if (!item.agreed_at) return 7;
  if (!item.confirmation) return 8;
  return toSettle(item, content) ? 9 : 10;
}

/** Nothing more is changed here: it waits for the network. */
export async function finish(item, outcome) {
  Object.assign(item, { finished_at: iso(), outcome, step: LAST });
  // What is sent is settled now: sent again it says the very same, whatever has changed on this PC since.
  item.act = await actOf(item);
  item.state = "waiting";
  return save(item);
}

/** Give up a visit nothing of which is worth keeping: only by the clerk's own word, before anything is finished. */
export async function discard(item) {
  await vault.forget(item.key, await filesOnlyOf(item));
  await tally();
}

const DAY_MS = 86_400_000;

/** What nothing names any more goes: files of dropped papers, words of a page of long ago. Young ones stay, a dossier
    that will name them may be just being written. */
export async function sweep(now = Date.now()) {
  const old = (row) => !row.at || now - Date.parse(row.at) > DAY_MS;
  const named = new Set([...(await vault.all("items")).flatMap(filesOf), ...(await vault.all("words")).flatMap((row) => (row.files ?? []).map((file) => file.sha256))]);
  for (const row of await vault.outlines("files")) if (!named.has(row.id) && old(row)) await vault.remove("files", row.id);
  for (const row of await vault.outlines("words")) if (row.id.startsWith("trang:") && old(row)) await vault.remove("words", row.id);
}

/** Files no other item needs. */
export async function filesOnlyOf(item) {
  const others = new Set((await vault.all("items")).filter((other) => other.key !== item.key).flatMap(filesOf));
  return filesOf(item).filter((hash) => !others.has(hash));
}

export function filesOf(item) {
  const found = [...item.papers.filter((paper) => !paper.server).map((paper) => paper.sha256), item.confirmation?.image_sha256, item.confirmation?.slip_sha256, item.consent?.slip_sha256];
  return [...new Set(found.filter(Boolean))];
}

/** The act as the server takes it. */
export async function actOf(item) {
  const content = item.version_id ? await packs.content(item.version_id) : null;
  const { card_text: card, typed, phone } = item.person;
  const who = card ? { card_text: card } : item.visit_id && !typed.full_name ? {} : { typed: { ...typed, known_by: typed.passport?.trim() ? "PASSPORT" : typed.known_by || "NOTHING", birth_date: readDate(typed.birth_date) } };
  const { delivery } = deliveryTaken(item);
  const { values } = content ? checked(item, content) : { values: {} };
  // A field that was emptied is said to be empty; one that does not apply is not said at all.
  const every = content ? Object.fromEntries(rules.fields(content, item.answers, values).map((part) => [part.key, values[part.key] ?? (part.type === "multi" || part.type === "table" ? [] : "")])) : {};
  return {
    key: item.key, device: item.device, local_number: item.local_number, clerk_id: item.clerk_id, shift_id: item.shift_id,
    made_at: item.made_at, finished_at: item.finished_at, clock_skew_s: null,
    visit_id: item.visit_id, dossier_id: item.dossier_id, base_mark: item.base_mark,
    person: { ...who, phone: phone || item.facts["person.phone"] || "" }, consent: item.consent?.online ? null : item.consent, mode: item.mode,
    procedure: item.procedure || null, version_id: item.version_id || null,
    answers: content ? counted(item, content) : {}, values: every,
    papers: item.papers.map(({ key, sha256: hash, name, copy_kind: kind }) => ({ key, sha256: hash, name, copy_kind: kind || "ELECTRONIC" })),
    papers_seen: item.papers_seen ?? [],
    delivery: content ? delivery : null, confirmation: item.confirmation, cash: item.cash, measures: item.measures, outcome: item.outcome,
  };
}

/** Take up a visit begun with the network, out of what was last fetched of it. */
export async function takeOver(visitId) {
  const begun = (await all()).find((item) => item.visit_id === visitId);
  if (begun && begun.state !== "open") return begun;
  const snap = begun ? null : await vault.get("snaps", visitId);
  if (!begun && !snap) return null;
  const item = begun ?? fromSnapshot(await fresh({}), snap);
  for (const words of (await vault.all("words")).filter((row) => row.visit_id === visitId)) {
    const content = item.version_id ? await packs.content(item.version_id).catch(() => null) : null;
    await addWords(item, content, words);
    await save(item);
    await vault.remove("words", words.id);
  }
  if (!begun) await save(item);
  return item;
}

function fromSnapshot(item, { visit, person, consent, dossier, mark }) {
  Object.assign(item, { visit_id: visit.id, ref: visit.ref, made_at: visit.started_at, mode: visit.mode, step: visit.step, base_mark: mark });
  if (person) {
    item.facts = { ...person.facts };
    item.person.phone = dossier?.contact_phone || person.facts["person.phone"] || "";
    item.warnings = person.warnings ?? [];
  }
  item.met = visit.step > 1;
  if (consent?.given) item.consent = { ...consent, online: true };
  if (dossier) {
    Object.assign(item, {
      dossier_id: dossier.id, own_ref: dossier.own_ref, procedure: dossier.procedure ?? "", version_id: dossier.version_id, answers: { ...dossier.answers },
      values: { ...dossier.values }, sources: { ...dossier.sources }, delivery: { ...dossier.delivery },
      papers: (dossier.papers ?? []).map((paper) => ({ ...paper, server: true, copy_kind: "ELECTRONIC" })),
    });
    // What was shown here: only of these the server removes what is missing; others came since and stay.
    item.papers_seen = item.papers.map((paper) => paper.sha256);
    if (dossier.confirmed_at) Object.assign(item, { agreed_at: dossier.confirmed_at, confirmation: { method: "ONLINE", at: dossier.confirmed_at, witness_name: "" } });
    item.paid_online = dossier.money?.state === "PAID";
    delete item.delivery.typed;
    Object.assign(item.delivery, dossier.delivery?.typed ?? {});
  }
  return item;
}

/** Put words that did not reach the server (a page that could not be sent) into the visit. */
export async function addWords(item, content, { step, fields, files = [] }) {
  const one = (name) => fields.find(([key]) => key === name)?.[1];
  if (step === 1 && one("phone") !== undefined) item.person.phone = one("phone");
  if (step === 3 && one("procedure")) {
    content = await choose(item, one("procedure"));
    item.mode = one("mode") ?? item.mode;
  }
  if (step === 4 && content) {
    for (const part of content.questions ?? []) if (one(part.key)) item.answers[part.key] = one(part.key);
    fillKnown(item, content);
  }
  if (step === 5 && content) Object.assign(item.values, fromPairs(content, fields));
  if (step === 6) {
    for (const key of ["way", "recipient", "phone", "address", "ward_code"]) if (one(key) !== undefined) item.delivery[key] = one(key);
    for (const file of files) {
      const key = file.field.replace(/^giay\./, "");
      if (!item.papers.some((paper) => paper.key === key && paper.sha256 === file.sha256)) item.papers.push({ key, sha256: file.sha256, name: file.name, size: file.size, type: file.type, copy_kind: "ELECTRONIC" });
    }
  }
  if (step === 9) Object.assign(item.tender, { tendered: one("tendered"), other: one("other") });
  item.touched = true;
  if (step < 8 && fields.length) changed(item);
}

const BOX = { ngay: "day", thang: "month", nam: "year" };

/** Raw form values out of the pairs a page posts, as web/forms.py reads them; only fields that are there. */
export function fromPairs(content, pairs) {
  const raw = {};
  const known = new Map((content.form?.sections ?? []).flatMap((page) => page.fields).map((part) => [part.key, part]));
  const named = new Set(pairs.map(([name]) => name.split(".")[0]));
  const left = pairs.filter(([name]) => name === "_truong").map(([, name]) => name.split(".")[0]);
  const asked = left.length ? new Set(left) : [...named].some((name) => known.has(name)) ? new Set(known.keys()) : new Set();
  for (const [key, part] of known) {
    if (part.type === "checkbox" && asked.has(key)) raw[key] = false;
    if (part.type === "multi" && (named.has(key) || asked.has(key))) raw[key] = [];
  }
  const cells = new Map();
  for (const [name, text] of pairs) {
    const [key, ...path] = name.split(".");
    const part = known.get(key);
    if (!part || part.type === "file" || part.type === "signature") continue;
    if (part.type === "date" && BOX[path[0]]) raw[key] = { day: "", month: "", year: "", ...raw[key], [BOX[path[0]]]: text };
    else if (part.type === "multi") raw[key].push(text);
    else if (part.type === "checkbox") raw[key] = ["1", "on", "true", "co"].includes(text);
    else if (part.type === "table") {
      const columns = cells.get(key) ?? new Map();
      cells.set(key, columns.set(path[0], [...(columns.get(path[0]) ?? []), text]));
    } else raw[key] = text;
  }
  for (const [key, columns] of cells) {
    const height = Math.max(...[...columns.values()].map((texts) => texts.length));
    raw[key] = Array.from({ length: height }, (_, row) => Object.fromEntries([...columns].map(([column, texts]) => [column, texts[row] ?? ""])))
      .filter((row) => Object.values(row).some((text) => text.trim()));
  }
  return raw;
}

/** Procedures the words find: by code, by words without diacritics in any order, by initials. */
export async function search(words, most = 9) {
  const pack = await packs.pack();
  const asked = fold(words);
  if (!asked) return suggested(most);
  const parts = asked.split(" ");
  const scored = pack.procedures.map((row, place) => {
    const said = [row.name_vi, ...(Array.isArray(row.words) ? row.words : [row.words ?? ""])].map(fold);
    let score = row.code === words.trim() ? 100 : 0;
    for (const text of said) {
      const every = text.split(" ");
      if (text.includes(asked)) score = Math.max(score, 50 - text.length / 100);
      else if (parts.every((part) => every.some((word) => word.startsWith(part)))) score = Math.max(score, 30 - text.length / 100);
      if (parts.length === 1 && every.map((word) => word[0]).join("").includes(asked)) score = Math.max(score, 20 - text.length / 100);
    }
    return { row, score, place };
  });
  return scored.filter((hit) => hit.score > 0).sort((a, b) => b.score - a.score || a.place - b.place).slice(0, most).map((hit) => hit.row);
}

async function suggested(most) {
  const pack = await packs.pack();
  const byCode = new Map(pack.procedures.map((row) => [row.code, row]));
  const first = (pack.suggestions ?? []).map((code) => byCode.get(code)).filter(Boolean);
  return [...new Set([...first, ...pack.procedures])].slice(0, most);
}
