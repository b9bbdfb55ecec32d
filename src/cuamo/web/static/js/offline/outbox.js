/* Sends what is finished: in order, files before the act, in pieces that go on where they were cut, the same dossier
   never twice (its key), one sender per PC (a lock across windows). A copy goes only after the server has named the
   code and every hash; what the server cannot take stays and says why. */
import { call, NoAnswer } from "./link.js";
import * as packs from "./pack.js";
import * as vault from "./vault.js";
import { actAgain, afterFailure, FAILED, refusal, stepToMend } from "./verdict.js";
import * as visits from "./visits.js";

const PIECE = 256 * 1024;
const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 60_000;
const KEPT_LINES = 100;
const ASK_AGAIN_MS = 5 * 60_000;
const SCOPE = new BroadcastChannel("cuamo-gui");
let timer = 0;
let tries = 0;
let running = false;

class Look extends Error {
  constructor(reasons, more = {}) {
    super("look");
    this.reasons = reasons;
    this.more = more;
  }
}
class SignIn extends Error {}

/** Tell this page and the others of this PC. */
function tell(type, detail) {
  document.dispatchEvent(new CustomEvent(`outbox:${type}`, { detail }));
  SCOPE.postMessage({ type, detail });
}
SCOPE.onmessage = ({ data }) => document.dispatchEvent(new CustomEvent(`outbox:${data.type}`, { detail: data.detail }));
document.addEventListener("outbox:progress", ({ detail }) => document.dispatchEvent(new CustomEvent("connection:sending", { detail: detail.total ? detail : null })));

/* The server answered, and it helps nothing: tried again, after the others. */
class NotThisTime extends Error {}

function refuse(status, body) {
  const meant = refusal(status);
  if (meant === "sign-in") throw new SignIn();
  if (meant === "look") throw new Look(body.reasons ?? [], body);
  throw new NotThisTime(String(status));
}

async function upload(file, bytes) {
  let { status, body } = await call("POST", "tep/", { sha256: file.sha256, size: bytes.byteLength, name: file.name, type: file.type });
  if (status >= 300) refuse(status, body);
  let have = body.have;
  while (!body.stored) {
    ({ status, body } = await call("PUT", `tep/${file.sha256}/?from=${have}`, bytes.slice(have, have + PIECE), { wait: 60_000 }));
    if (status !== 409 && status >= 300) refuse(status, body);
    if (status === 409 && !Number.isInteger(body.have)) refuse(status, body);
    if (body.have === have && !body.stored) throw new NotThisTime("no progress");
    have = body.have;
  }
}

const NAMED = { image_sha256: "chu-ky.png", slip_sha256: "phieu-da-ky" };

function filesToSend(item) {
  const files = new Map();
  for (const paper of item.papers) if (!paper.server) files.set(paper.sha256, paper);
  for (const part of [item.confirmation, item.consent]) {
    for (const [slot, name] of Object.entries(NAMED)) if (part?.[slot]) files.set(part[slot], { sha256: part[slot], name, type: item.types?.[part[slot]] ?? "" });
  }
  return [...files.values()];
}

/** Whether the answer speaks of this very dossier and of every file as it lies here. */
async function echoed(item, answer) {
  if (answer.key !== item.key || answer.local_number !== item.local_number) return false;
  if (item.act.procedure && item.act.consent?.given !== false && !answer.code && !answer.ref) return false;
  const named = new Map((answer.files ?? []).map((file) => [file.sha256, file.stored_sha256]));
  for (const hash of visits.filesOf(item)) {
    const bytes = await vault.get("files", hash);
    // The server named the bytes it was given, read again, and what it keeps of them.
    if (!bytes || (await visits.sha256(bytes)) !== hash || !named.get(hash)) return false;
  }
  return true;
}

async function sendOne(item) {
  const files = filesToSend(item);
  for (const [place, file] of files.entries()) {
    item.progress = [place, files.length];
    item.state = "sending";
    await visits.save(item);
    const bytes = await vault.get("files", file.sha256);
    if (!bytes) throw new Look([{ where: "papers", vi: `Tệp ${file.name} không còn trên máy này.`, hint_vi: "Mở hồ sơ, chụp lại giấy này." }]);
    await upload(file, bytes);
  }
  item.progress = [files.length, files.length];
  const { status, body } = await call("POST", "ho-so/", { ...item.act, clock_skew_s: await visits.skew() }, { wait: 60_000 });
  if (body.reasons?.some((reason) => reason.code === "file.missing")) throw new NotThisTime("a file has not arrived");
  if (status !== 200 || !["sent", "kept"].includes(body.state)) refuse(status === 200 ? 503 : status, body);
  if (!(await echoed(item, body))) throw new NotThisTime("not echoed");
  const line = { key: item.key, number: item.local_number, code: body.code || body.ref || "", state: body.state, notes: (body.notes ?? []).map((note) => note.vi), dossier: body.dossier_url ?? "", at: new Date().toISOString(), url: body.receipt_url ?? "" };
  await vault.remember("sent", [line, ...((await vault.recall("sent")) ?? []).filter((row) => row.key !== item.key)].slice(0, KEPT_LINES));
  await vault.forget(item.key, await visits.filesOnlyOf(item));
  if (item.visit_id) {
    await vault.remove("snaps", item.visit_id);
    for (const row of await vault.outlines("words")) if (row.visit === item.visit_id) await vault.remove("words", row.id);
  }
  tell("sent", line);
}

/* A draft the server kept may be finished there: asked now and then, the same act is answered as sent. */
const goesByItself = (item) => item.state === "look" && ((item.dossier_url && !item.visit_id) || item.reasons[0]?.code === FAILED.code) && Date.now() - (item.asked_at ?? 0) > ASK_AGAIN_MS;

async function round() {
  let failed = null;
  const queue = (await visits.all()).filter((item) => item.state === "waiting" || item.state === "sending" || goesByItself(item));
  queue.sort((a, b) => a.finished_at.localeCompare(b.finished_at));
  if (queue.length && !(await packs.sessionIs(await vault.clerk()))) return new SignIn();
  let done = 0;
  for (const item of queue) {
    tell("progress", { done, total: queue.length });
    try {
      await sendOne(item);
      tries = 0;
    } catch (fault) {
      if (fault instanceof Look) {
        Object.assign(item, { state: "look", progress: null, reasons: fault.reasons, dossier_url: fault.more.dossier_url ?? "", mark: fault.more.mark ?? null, asked_at: Date.now() });
        await visits.save(item);
        tell("look", { key: item.key, number: item.local_number });
      } else if (fault instanceof vault.Closed) {
        failed = fault;
        break;
      } else {
        // Without a line or a session the others do not go either; any other fault is of this one alone.
        const stops = fault instanceof SignIn || fault instanceof NoAnswer;
        Object.assign(item, afterFailure(item, { answered: !stops }));
        await visits.save(item).catch(() => {}); // a disk that takes nothing does not keep the others here
        if (item.state === "look") tell("look", { key: item.key, number: item.local_number });
        else failed = stops ? fault : new NoAnswer(String(fault));
        if (stops) break;
      }
    }
    done += 1;
  }
  await visits.tally();
  tell("progress", { done: 0, total: 0 });
  return failed;
}

/** Send now, or as soon as it can be; calling it again while it runs changes nothing. */
export async function send() {
  clearTimeout(timer);
  if (running || !(await vault.isOpen())) return;
  running = true;
  try {
    const me = await vault.clerk();
    const fault = await navigator.locks.request(`cuamo-gui-${me}`, { ifAvailable: true }, (lock) => (lock ? round().catch((stopped) => stopped) : null));
    if (fault instanceof SignIn) tell("sign-in", {});
    if (fault instanceof NoAnswer) later();
    else if (fault && !(fault instanceof SignIn) && !(fault instanceof vault.Closed)) throw fault;
  } finally {
    running = false;
  }
}

/* Longer and longer waits, each a little different, so that a hundred counters do not come back in one second. */
function later() {
  tries += 1;
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 6));
  timer = setTimeout(send, most / 2 + (Math.random() * most) / 2);
}

/** Send again what the server could not take: `mine` keeps this PC's copy, `server` the server's, `shift` books the
    cash in the shift that is open now, `returned` says that it was given back. Nothing is removed before the server
    has said that it has it. */
export async function again(key, choice = "") {
  const item = await visits.load(key);
  if (!item || item.state !== "look") return;
  item.act = actAgain(item.act, choice, item);
  if (choice === "returned") item.cash = null;
  Object.assign(item, { state: "waiting", tries: 0 });
  await visits.save(item);
  await send();
}

/** Open what the server could not take, to mend it on the bench at the step this answers; it keeps its key and number. */
export async function mend(key) {
  const item = await visits.load(key);
  if (!item || item.state !== "look") return 1;
  const step = stepToMend(item.reasons);
  if (step === 3) await packs.refresh().catch(() => {}); // the new version, if it can be had now
  Object.assign(item, { state: "open", step, line: null });
  if (item.mark) item.base_mark = item.visit_id ? item.mark : item.base_mark;
  await visits.save(item);
  return step;
}

/* While anything waits it is tried every half minute too: a line that came back says so to nobody. */
export function watch() {
  document.addEventListener("connection:change", ({ detail }) => {
    if (detail.state === "offline") return;
    tries = 0;
    send();
  });
  document.addEventListener("vault:open", () => send());
  setInterval(async () => {
    if ((await vault.outlines("items")).some((row) => row.state === "waiting" || row.state === "sending")) send();
  }, 30_000);
  send();
}

/** Tell the server how much waits here, without a word about whom (ux §5 f). */
export async function heartbeat() {
  const rows = await vault.outlines("items");
  const unsent = rows.map((row) => ({ key: row.id, since: row.since, state: row.state === "open" ? "draft" : row.state }));
  const before = await vault.recall("told");
  if (!unsent.length && !before) return;
  try {
    const { status, body } = await call("POST", "nhip/", { device: await vault.device(), now: new Date().toISOString(), unsent });
    if (status < 300) await vault.remember("told", unsent.length);
    if (body.arrived?.length) send();
  } catch {
    /* the next one tells it */
  }
}
