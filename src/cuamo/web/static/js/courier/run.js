/* The runs as the server told them last, and over them what was done here since. */
import { forgetTries } from "./code.js";
import { call, NoAnswer } from "../offline/link.js";
import * as vault from "../offline/vault.js";

const WITH_ME = ["PICKED_UP", "OUT_FOR_DELIVERY", "FAILED_ATTEMPT", "RETURNING"];

/** Call, and remember when the server was last heard: an act says how old its clock's proof is. */
export async function talk(method, path, body, more) {
  const answer = await call(method, path, body, more);
  if (answer.body.now) await vault.remember("contact", answer.body.now).catch(() => {});
  return answer;
}

/** Who is signed in on this phone: `{id, name}`, null when nobody is. Throws NoAnswer without a line. */
export async function signedIn() {
  const { status, body } = await talk("GET", "goi/");
  if (status === 200) return body.courier;
  if (status === 401 || status === 403) return null;
  throw new NoAnswer(String(status));
}

export const pack = async () => (await vault.get("snaps", "goi")) ?? null;
export const acts = async () => (await vault.all("items")).sort((a, b) => a.serial - b.serial);

/** Fetch the runs anew; what was sent before is in them and goes from here. A stop with something unsent stays. */
export async function refresh() {
  const done = (await vault.outlines("items")).filter((row) => row.state === "sent");
  const { status, body } = await talk("GET", "goi/");
  if (status !== 200 || body.courier.id !== (await vault.clerk())) return false;
  const waits = (await acts()).filter((act) => act.state !== "sent");
  const before = await pack();
  await vault.put("snaps", "goi", { ...body, runs: withUnsent(body.runs, before?.runs ?? [], waits) });
  for (const row of done) await vault.remove("items", row.id);
  const settled = new Map(body.settled.map((row) => [row.key, row.words]));
  for (const act of waits) if (act.state === "look" && settled.has(act.key)) await settle(act, settled.get(act.key));
  await forgetTries(body.runs.flatMap((run) => run.stops));
  await sweep();
  return true;
}

function withUnsent(now, before, waits) {
  const runs = now.map((run) => ({ ...run, stops: [...run.stops] }));
  const known = new Set(now.flatMap((run) => run.stops).map((stop) => stop.id));
  for (const old of before) {
    const stops = old.stops.filter((stop) => !known.has(stop.id) && waits.some((act) => act.parcel === stop.id)).map((stop) => ({ ...stop, gone: true }));
    const own = waits.some((act) => act.run === old.id && act.kind === "close");
    if (!stops.length && !own) continue;
    const run = runs.find((one) => one.id === old.id);
    if (run) run.stops.push(...stops);
    else runs.push({ ...old, gone: true, stops });
  }
  return runs;
}

/* Somebody at the point has looked at it; the server keeps the act and its evidence for good. */
async function settle(act, words) {
  await vault.remove("items", act.key);
  document.dispatchEvent(new CustomEvent("acts:settled", { detail: { label: act.label, words } }));
}

/* Pictures no act names any more go. */
async function sweep() {
  const used = new Set((await acts()).map((act) => act.evidence?.sha256));
  const old = new Date(Date.now() - 60_000).toISOString();
  for (const row of await vault.outlines("files")) if (!used.has(row.id) && row.at < old) await vault.remove("files", row.id);
}

const AFTER = {
  take: (stop) => ({ ...stop, state: stop.state === "ON_MANIFEST" ? "PICKED_UP" : stop.state }),
  go: (stop, act) => ({ ...stop, state: "OUT_FOR_DELIVERY", window: act.window, check: null }),
  hand: (stop, act) => ({ ...stop, state: "DELIVERED", proof: act.proof }),
  fail: (stop, act, told) => stop.fetch ? { ...stop, state: "NOT_FETCHED", agreed: act.next_window ?? "" } : ({ ...stop, attempts: stop.attempts + 1, agreed: act.next_window ?? "", state: stop.attempts + 1 >= told.most_attempts || told.no_more.includes(act.reason) ? "RETURNING" : "FAILED_ATTEMPT" }),
  fetch: (stop, act) => ({ ...stop, state: "PICKED_UP", fetch: false, seal: act.seal }),
  back: (stop) => ({ ...stop, state: "RETURNED" }),
};

/** `{runs, pack, unsent, looks}`: each stop as it is by now, with `waits` and `look` where its acts are not done yet. */
export async function now() {
  const told = await pack();
  if (!told) return null;
  const all = await acts();
  const runs = told.runs.map((run) => ({ ...run, stops: run.stops.map((stop) => standing(stop, all, told)), bags: (run.bags ?? []).map((bag) => bagNow(bag, all)) }));
  for (const run of runs) {
    run.closing = all.some((act) => act.kind === "close" && act.run === run.id && act.state !== "look");
    run.waiting = run.stops.filter((stop) => stop.state === "ON_MANIFEST" && !stop.fetch).length + run.bags.filter((bag) => !bag.taken).length;
    run.ready = run.stops.filter((stop) => ["PICKED_UP", "FAILED_ATTEMPT"].includes(stop.state) && stop.direction === "RESULT" && !stop.recalled && !stop.gone);
    run.taken = run.stops.filter((stop) => stop.state !== "ON_MANIFEST").length;
    run.given = run.stops.filter((stop) => stop.state === "DELIVERED").length;
    run.out = run.stops.filter((stop) => stop.state === "OUT_FOR_DELIVERY").length;
    run.back = run.stops.filter((stop) => (stop.recalled && WITH_ME.includes(stop.state)) || stop.state === "RETURNING" || (stop.direction !== "RESULT" && stop.state === "PICKED_UP")).length + run.bags.filter((bag) => bag.taken && !bag.given && !bag.over).length;
    run.finished = run.stops.length + run.bags.length > 0 && run.stops.every((stop) => ["DELIVERED", "RETURNED", "NOT_FETCHED"].includes(stop.state)) && run.bags.every((bag) => bag.given || bag.over);
  }
  const unsent = all.filter((act) => act.state !== "sent");
  return { pack: told, runs, unsent, looks: unsent.filter((act) => act.state === "look") };
}

function standing(stop, all, told) {
  let here = { ...stop };
  for (const act of all.filter((one) => one.parcel === stop.id)) {
    if (act.state === "look") here.look = act;
    else {
      here = AFTER[act.kind](here, act, told);
      here.waits ||= act.state !== "sent";
    }
  }
  return here;
}

/* A bag changes hands as a whole. */
function bagNow(bag, all) {
  const own = all.filter((act) => act.label === bag.number);
  const done = (kind) => own.some((act) => act.kind === kind && act.state !== "look");
  return { ...bag, taken: bag.taken || done("take"), given: bag.given || done("back"), look: own.some((act) => act.state === "look"), waits: own.some((act) => act.state === "waiting") };
}

export const bagOf = (view, number) => view.runs.flatMap((run) => run.bags.map((bag) => ({ run, bag }))).find(({ bag }) => bag.number === number);
export const bagWith = (view, label) => view.runs.flatMap((run) => run.bags).find((bag) => bag.labels.includes(label));
export const stopOf = (view, id) => view.runs.flatMap((run) => run.stops.map((stop) => ({ run, stop }))).find(({ stop }) => stop.id === id);
export const byLabel = (view, label) => view.runs.flatMap((run) => run.stops.map((stop) => ({ run, stop }))).find(({ stop }) => stop.label === label);
