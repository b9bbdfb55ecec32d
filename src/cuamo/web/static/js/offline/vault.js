/* What is kept on this PC until the server has it: encrypted, one store per clerk, opened by a PIN of six digits.
   PBKDF2 of the PIN wraps a random key; the key in use lives in memory only (this page and the service worker,
   which hand it to each other) and never leaves the browser except once, to the server, so that a forgotten PIN
   loses nothing. */
import { erase, list, read, within, write } from "./store.js";

const ROUNDS = 600_000;
const TRIES = 5;
let space = "cuamo";
const device_ = () => `${space}-device`;
const inWorker = typeof document === "undefined";
let open_ = null; // {clerk, key}
const keys = new Map(); // in the worker: clerk → key

/** Another program of ours on the same device keeps its own stores: said before anything else is asked for. */
export function inSpace(name) {
  space = name;
}

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const bytesOf = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

export async function device() {
  const known = await read(device_(), "meta", "device");
  if (known) return known.value;
  const value = crypto.randomUUID();
  await within(device_(), ["meta"], "readwrite", (meta) => {
    meta.get("device").onsuccess = (event) => event.target.result ?? meta.put({ id: "device", value });
  });
  return (await read(device_(), "meta", "device")).value;
}

let bound = "";

/** The clerk this PC works for now; the pages of the counter say who it is. A page stays with the clerk it was opened
    for: whoever signs in beside it changes nothing about whose store it writes to. */
export async function clerk() {
  if (inWorker) return (await read(device_(), "meta", "clerk"))?.value ?? "";
  bound ||= document.querySelector("meta[name=cuamo-clerk]")?.content || ((await read(device_(), "meta", "clerk"))?.value ?? "");
  return bound;
}

export async function workFor(id) {
  const before = (await read(device_(), "meta", "clerk"))?.value ?? "";
  bound = id;
  if (before === id) return;
  open_ = null;
  if (before) await tellWorker({ type: "vault:close", clerk: before });
  await write(device_(), "meta", { id: "clerk", value: id });
}

const base = async () => `${space}-${await clerk()}`;

/** The next serial of the day on this PC, from 1; never given twice. */
export async function serial(day) {
  let value = 0;
  await within(device_(), ["meta"], "readwrite", (meta) => {
    meta.get(`serial:${day}`).onsuccess = (event) => {
      value = (event.target.result?.value ?? 0) + 1;
      meta.put({ id: `serial:${day}`, value });
    };
  });
  return value;
}

/* A value of this clerk in the clear: never anything about a citizen. */
export const remember = async (id, value) => write(await base(), "meta", { id, value });
export const recall = async (id) => (await clerk()) && (await read(await base(), "meta", id))?.value;

export async function exists() {
  return Boolean((await clerk()) && (await recall("lock")));
}

async function wrapper(pin, salt, usages) {
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, usages);
}

/* The key, sealed by itself: whoever has it in use can put it under a new PIN, though it never leaves in clear. */
async function keepSelf(key, raw) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  await remember("self", { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: tied("self", "key") }, key, raw) });
}

/** Put the open store under a new PIN; false when it is not open. */
export async function rewrap(pin) {
  const key = /^\d{6}$/.test(pin) ? await keyInUse() : null;
  const self = key && (await recall("self"));
  if (!self) return false;
  const raw = await crypto.subtle.decrypt({ name: "AES-GCM", iv: self.iv, additionalData: tied("self", "key") }, key, self.sealed);
  await lock(await crypto.subtle.importKey("raw", raw, "AES-GCM", true, ["encrypt", "decrypt"]), pin);
  return true;
}

async function lock(key, pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = await crypto.subtle.wrapKey("raw", key, await wrapper(pin, salt, ["wrapKey"]), { name: "AES-GCM", iv });
  await remember("lock", { salt, iv, wrapped, tries: 0 });
}

async function unlock(pin, extractable) {
  const kept = await recall("lock");
  if (!kept || kept.tries >= TRIES || !/^\d{6}$/.test(pin)) return null;
  // A try is counted before it is made: pulling the plug gives no free ones.
  await remember("lock", { ...kept, tries: kept.tries + 1 });
  try {
    const key = await crypto.subtle.unwrapKey(
      "raw", kept.wrapped, await wrapper(pin, kept.salt, ["unwrapKey"]), { name: "AES-GCM", iv: kept.iv },
      "AES-GCM", extractable, ["encrypt", "decrypt"],
    );
    await remember("lock", { ...kept, tries: 0 });
    return key;
  } catch {
    return null;
  }
}

/** Tries left before a full sign-in is needed. */
export const triesLeft = async () => TRIES - ((await recall("lock"))?.tries ?? 0);

/** Make the store of this clerk; answers the key for the server's keeping, null when there is a store already. */
export async function setUp(pin) {
  if (!/^\d{6}$/.test(pin)) throw new Error("six digits");
  if (await exists()) return null;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const raw = await crypto.subtle.exportKey("raw", key);
  await lock(key, pin);
  await keepSelf(key, raw);
  await use(await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]));
  return handOver(raw);
}

/* The server keeps the key too; until it has said so, each opening offers it again. */
function handOver(raw) {
  const key = base64(raw);
  if (!inWorker) document.dispatchEvent(new CustomEvent("vault:escrow", { detail: { key } }));
  return key;
}

/** Open with the PIN; after five wrong ones only `recover` does. */
export async function open(pin) {
  const kept = await recall("escrowed");
  const bare = !kept || !(await recall("self"));
  const key = await unlock(pin, bare);
  if (!key) return false;
  const raw = bare ? await crypto.subtle.exportKey("raw", key) : null;
  if (raw) await keepSelf(key, raw);
  await use(raw ? await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]) : key);
  if (raw && !kept) handOver(raw);
  return true;
}

/** Give the store a new PIN by the key the server kept. False when the key is of another store. */
export async function recover(text, pin) {
  const key = await crypto.subtle.importKey("raw", bytesOf(text), "AES-GCM", true, ["encrypt", "decrypt"]);
  for (const store of ["items", "files", "snaps", "words"]) {
    for (const record of (await list(await base(), store)).slice(0, 1)) {
      if (!(await decrypt(key, store, record).catch(() => null))) return false;
    }
  }
  await lock(key, pin);
  return open(pin);
}

async function use(key) {
  open_ = { clerk: await clerk(), key };
  // The browser is asked not to clear this store when the disk runs short.
  globalThis.navigator?.storage?.persist?.().catch(() => {});
  await tellWorker({ type: "vault:key", ...open_ });
  if (!inWorker) document.dispatchEvent(new CustomEvent("vault:open"));
}

export async function close() {
  const id = await clerk();
  open_ = null;
  keys.delete(id);
  await tellWorker({ type: "vault:close", clerk: id });
  if (!inWorker) document.dispatchEvent(new CustomEvent("vault:closed"));
}

/** Whether what is kept can be read now; a page asks the worker for the key another page opened. */
export async function isOpen() {
  return Boolean(await keyInUse());
}

async function keyInUse() {
  const id = await clerk();
  if (!id) return null;
  if (inWorker) return keys.get(id) ?? null;
  if (open_?.clerk === id) return open_.key;
  const key = await tellWorker({ type: "vault:ask", clerk: id });
  if (key) open_ = { clerk: id, key };
  return key ?? null;
}

function tellWorker(message) {
  const worker = inWorker ? null : navigator.serviceWorker?.controller;
  if (!worker) return null;
  return new Promise((done) => {
    const line = new MessageChannel();
    line.port1.onmessage = (event) => done(event.data);
    worker.postMessage(message, [line.port2]);
    setTimeout(() => done(null), 2000);
  });
}

/** For the worker: keep, give or forget a key; true when the message was one of these. */
export function answerPage({ data, ports }) {
  if (!data?.type?.startsWith("vault:")) return false;
  if (data.type === "vault:key") keys.set(data.clerk, data.key);
  if (data.type === "vault:close") keys.delete(data.clerk);
  ports[0]?.postMessage(data.type === "vault:ask" ? keys.get(data.clerk) ?? null : true);
  return true;
}

/* A worker is put to sleep after half a minute of quiet and forgets; a page that works keeps it awake. */
if (!inWorker) {
  const nudge = () => open_ && tellWorker({ type: "vault:key", ...open_ });
  setInterval(nudge, 15_000);
  navigator.serviceWorker?.addEventListener("controllerchange", nudge);
}

const tied = (store, id) => new TextEncoder().encode(`${store}/${id}`);

async function decrypt(key, store, record) {
  const how = { name: "AES-GCM", iv: record.iv, additionalData: tied(store, record.id) };
  return crypto.subtle.decrypt(how, key, record.sealed);
}

export class Closed extends Error {}

/** The disk takes nothing more; says what to do. */
export class Full extends Error {
  constructor() {
    super("Máy này không ghi được nữa: ổ đĩa đầy hoặc hỏng. Đừng tắt trang. Xóa bớt tệp trên máy, hoặc ghi tiếp ra giấy và gọi tổng đài kỹ thuật.");
  }
}

async function need() {
  const key = await keyInUse();
  if (!key) throw new Closed("vault");
  return key;
}

/** Keep a value encrypted; `clear` may be read without the PIN and says nothing about a citizen. */
export async function put(store, id, value, clear = {}) {
  const key = await need();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = value instanceof ArrayBuffer ? value : new TextEncoder().encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: tied(store, id) }, key, bytes);
  const record = { id, iv, sealed, raw: value instanceof ArrayBuffer, clear };
  await write(await base(), store, record).catch((fault) => {
    console.error(fault);
    throw new Full();
  });
}

async function opened(key, store, record) {
  const bytes = await decrypt(key, store, record);
  return record.raw ? bytes : JSON.parse(new TextDecoder().decode(bytes));
}

export async function get(store, id) {
  const key = await need();
  const record = await read(await base(), store, id);
  return record ? opened(key, store, record) : null;
}

export async function all(store) {
  const key = await need();
  return Promise.all((await list(await base(), store)).map((record) => opened(key, store, record)));
}

/** What may be seen without the PIN: `{id, size, …clear}` of each. */
export async function outlines(store) {
  if (!(await clerk())) return [];
  return (await list(await base(), store)).map(({ id, sealed, clear }) => ({ id, size: sealed.byteLength, ...clear }));
}

export const remove = async (store, id) => erase(await base(), store, id);

/** Forget a dossier and its files in one go: both are gone or neither is. */
export async function forget(id, files) {
  await within(await base(), ["items", "files"], "readwrite", (items, kept) => {
    items.delete(id);
    for (const file of files) kept.delete(file);
  });
}

/** Everything of a dossier as it lies here, still encrypted: a file to carry to another PC or to mend by hand. */
export async function sealed(id, files) {
  const name = await base();
  const records = [["items", await read(name, "items", id)]];
  for (const file of files) records.push(["files", await read(name, "files", file)]);
  const parts = records.filter(([, record]) => record);
  return { clerk: await clerk(), device: await device(), records: parts.map(([store, r]) => ({ store, id: r.id, raw: r.raw, clear: r.clear, iv: base64(r.iv), sealed: base64Of(r.sealed) })) };
}

/** Take such a file back: "taken", "other-clerk", "sign-in" (it is of another PC, whose key the server gives only after
    a full sign-in: `keyOf(device)`), or "unreadable". What is here stays. */
export async function takeBack(rescue, keyOf) {
  const key = await need();
  if (rescue?.clerk !== (await clerk())) return "other-clerk";
  const name = await base();
  const records = rescue.records.map(({ store, iv, sealed, ...rest }) => ({ store, record: { ...rest, iv: bytesOf(iv), sealed: bytesOf(sealed).buffer } }));
  if (!records.length || records.some(({ store }) => !["items", "files"].includes(store))) return "unreadable";
  let theirs = key;
  if (rescue.device && rescue.device !== (await device())) {
    const text = await keyOf(rescue.device).catch(() => null);
    if (!text) return "sign-in";
    theirs = await crypto.subtle.importKey("raw", bytesOf(text), "AES-GCM", false, ["encrypt", "decrypt"]);
  }
  const plain = [];
  for (const { store, record } of records) {
    const bytes = await decrypt(theirs, store, record).catch(() => null);
    if (!bytes) return "unreadable";
    plain.push({ store, record, bytes });
  }
  for (const { store, record, bytes } of plain) {
    if (!(await read(name, store, record.id))) await put(store, record.id, record.raw ? bytes : JSON.parse(new TextDecoder().decode(bytes)), record.clear);
  }
  return "taken";
}

function base64Of(buffer) {
  const bytes = new Uint8Array(buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** What this PC keeps of every clerk: how many unsent and since when, no names (ux §5 f, g). */
export async function note(unsent, since) {
  const id = await clerk();
  if (id) await write(device_(), "items", { id, unsent, since });
}

export async function ofOthers() {
  const me = await clerk();
  return (await list(device_(), "items")).filter((row) => row.id !== me && row.unsent > 0);
}
