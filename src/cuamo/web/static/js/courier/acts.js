/* What was done at a door is written to the disk first and sent when there is a line: in the order it was done, a picture
   before the act that names it, the same act never twice (its key). It goes from here only after the server has named
   it and the hash of its picture. What the server cannot do stays as "cần xem". */
import { place } from "./place.js";
import * as runs from "./run.js";
import { NoAnswer } from "../offline/link.js";
import { refusal } from "../offline/verdict.js";
import * as vault from "../offline/vault.js";

const AT_ONCE = 10;
const PIECE = 256 * 1024;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
let timer = 0;
let tries = 0;
let running = null;

const tell = (type, detail = {}) => document.dispatchEvent(new CustomEvent(`acts:${type}`, { detail }));
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

class SignIn extends Error {}

async function keep(act) {
  await vault.put("items", act.key, act, { state: act.state, since: act.since, serial: act.serial, parcel: act.parcel ?? "" });
}

/** Write one act; when this resolves it is on the disk. `picture` is `{bytes, type, name}`. Throws Full. */
export async function write(kind, { run, stop = null, picture = null, ...facts }) {
  const evidence = picture && { sha256: hex(await crypto.subtle.digest("SHA-256", picture.bytes)), size: picture.bytes.byteLength, type: picture.type, name: picture.name };
  const at = new Date().toISOString();
  if (evidence) await vault.put("files", evidence.sha256, picture.bytes, { at });
  const act = {
    key: crypto.randomUUID(), serial: await vault.serial("viec"), kind, at, since: at, run: run.id, parcel: stop?.id ?? "", label: stop?.label ?? "",
    skew_s: (await vault.recall("skew")) ?? null, contact_at: (await vault.recall("contact")) ?? "", position: place(), ...facts, evidence, again: 0, state: "waiting", reasons: [],
  };
  await keep(act);
  await tally();
  tell("written", { key: act.key });
  send();
  return act;
}

/** Tell the phone how much of this courier's is unsent: the next one to sign in hears that, and no more. */
export async function tally() {
  const rows = (await vault.outlines("items")).filter((row) => row.state !== "sent");
  await vault.note(rows.length, rows.map((row) => row.since).sort()[0] ?? "");
  return rows.length;
}

async function upload(file, bytes) {
  let { status, body } = await runs.talk("POST", "tep/", { sha256: file.sha256, size: bytes.byteLength, name: file.name, type: file.type });
  while (status < 300 && !body.stored) {
    const have = body.have;
    ({ status, body } = await runs.talk("PUT", `tep/${file.sha256}/?from=${have}`, bytes.slice(have, have + PIECE), { wait: 60_000 }));
    if (status === 409 && Number.isInteger(body.have)) status = 200;
    if (status < 300 && !body.stored && body.have === have) throw new Error("no progress");
  }
  if (status < 300) return true;
  if (refusal(status) === "sign-in") throw new SignIn();
  if (refusal(status) === "look") return false;
  throw new Error(String(status));
}

/* What is said to the server: everything but what only this phone needs. */
function said(act, queue) {
  const { state, reasons, since, evidence, picture_refused: refused, picture_there: there, ...told } = act;
  const overtaken = act.kind === "go" && queue.some((later) => later.serial > act.serial && later.parcel === act.parcel && ["hand", "fail"].includes(later.kind));
  return { ...told, evidence: evidence && !refused ? evidence.sha256 : "", ...(overtaken ? { overtaken } : {}) };
}

async function sendSome(some, queue) {
  for (const act of some) {
    if (!act.evidence || act.picture_refused || act.picture_there) continue;
    const bytes = await vault.get("files", act.evidence.sha256);
    act.picture_refused = !bytes || !(await upload(act.evidence, bytes));
    act.picture_there = !act.picture_refused;
    await keep(act); // a line that breaks off now costs no picture twice
  }
  const body = { courier: await vault.clerk(), device: await vault.device(), acts: some.map((act) => said(act, queue)) };
  const answer = await runs.talk("POST", "viec/", body, { wait: 60_000 });
  if (answer.status === 401 || answer.status === 403) throw new SignIn();
  if (answer.status !== 200) throw new Error(String(answer.status));
  const verdicts = new Map(answer.body.verdicts.map((one) => [one.key, one]));
  let moved = 0;
  for (const act of some) {
    const verdict = verdicts.get(act.key);
    // Nothing goes before the server has named the act and the very picture that lies here.
    const echoed = verdict && (!act.evidence || act.picture_refused || verdict.evidence === act.evidence.sha256 || verdict.state === "look");
    if (!echoed) continue;
    if (verdict.reasons[0]?.code === "act.evidence") {
      await keep({ ...act, picture_there: false });
      continue;
    }
    const reasons = verdict.reasons.map((reason) => ({ code: reason.code, vi: reason.vi, hint: reason.hint_vi }));
    const done = verdict.state !== "look" && !act.picture_refused;
    // The four digits have done their work.
    const { code, ...rest } = act;
    await keep({ ...(done ? rest : act), state: done ? "sent" : "look", reasons, doubt: verdict.doubt ?? "", server_at: verdict.at ?? "" });
    if (!done) tell("look", { key: act.key });
    else if (act.evidence) await forgetPicture(act.evidence.sha256);
    moved += 1;
  }
  if (!moved) throw new Error("nothing was named");
}

/* The server has named it: it goes from here, unless another act that is not done needs the very same. */
async function forgetPicture(hash) {
  const used = (await runs.acts()).some((act) => act.state !== "sent" && act.evidence?.sha256 === hash);
  if (!used) await vault.remove("files", hash);
}

async function round() {
  if (!(await vault.outlines("items")).some((row) => row.state === "waiting")) return null;
  let queue = (await runs.acts()).filter((act) => act.state === "waiting");
  if (queue.some((act) => act.evidence && !act.picture_there)) {
    // Nobody's picture is sent in another's name: the session is asked first whose it is.
    const asked = await runs.talk("POST", "viec/", { courier: await vault.clerk(), device: await vault.device(), acts: [] });
    if (asked.status !== 200) return asked.status < 500 ? new SignIn() : new Error(String(asked.status));
  }
  const total = queue.length;
  try {
    while (queue.length) {
      document.dispatchEvent(new CustomEvent("connection:sending", { detail: { done: total - queue.length, total } }));
      await sendSome(queue.slice(0, AT_ONCE), queue);
      tries = 0;
      tell("sent");
      queue = (await runs.acts()).filter((act) => act.state === "waiting");
    }
  } catch (fault) {
    return fault;
  } finally {
    document.dispatchEvent(new CustomEvent("connection:sending", { detail: null }));
    await tally().catch(() => {});
  }
  return null;
}

/** Send what waits now; calling it while it runs waits for the same round. Answers what stopped it, null when nothing did. */
export function send() {
  clearTimeout(timer);
  running ??= (async () => {
    if (!(await vault.isOpen())) return null;
    const me = await vault.clerk();
    const fault = await navigator.locks.request(`cuamo-giao-gui-${me}`, { ifAvailable: true }, (lock) => (lock ? round().catch((stopped) => stopped) : null));
    if (fault instanceof SignIn) tell("sign-in");
    else if (fault) later();
    else {
      await runs.refresh().then((fresh) => fresh && tell("fresh")).catch(() => {});
      if ((await vault.outlines("items")).some((row) => row.state === "waiting")) timer = setTimeout(send, 200); // written meanwhile
    }
    if (fault && !(fault instanceof SignIn) && !(fault instanceof NoAnswer)) console.warn(String(fault));
    return fault;
  })().finally(() => { running = null; });
  return running;
}

/* Longer and longer waits, each a little different, so that all phones do not come back in one second. */
function later() {
  tries += 1;
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 6));
  timer = setTimeout(send, most / 2 + (Math.random() * most) / 2);
}

/** Send once more, on purpose, what the server could not do; nothing is removed. */
export async function again(key) {
  const act = await vault.get("items", key);
  if (act?.state !== "look") return;
  await keep({ ...act, state: "waiting", reasons: [], picture_refused: false, again: act.again + 1 });
  await send();
}

/** A line that came back says so to nobody: what waits is tried every half minute too. */
export function watch() {
  document.addEventListener("connection:change", ({ detail }) => {
    if (detail.state === "offline") return;
    tries = 0;
    send();
  });
  setInterval(async () => {
    if ((await vault.outlines("items")).some((row) => row.state === "waiting")) send();
  }, 30_000);
  send();
}
