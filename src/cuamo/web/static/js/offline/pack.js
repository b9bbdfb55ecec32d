/* What the counter needs without the network and what says nothing about a citizen: the pack of the point, the
   procedures, the wards. Only what changed is fetched again. */
import { call, NoAnswer } from "./link.js";
import { recall, remember } from "./vault.js";

const ADDRESS = "/quay/may/goi/";
const SHELF = "cuamo-noi-dung";
const AT_ONCE = 4;

async function shelved(url) {
  const shelf = await caches.open(SHELF);
  const kept = await shelf.match(url);
  if (kept) return kept.json();
  const answer = await fetch(url, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) throw new Error(`${url}: ${answer.status}`);
  await shelf.put(url, answer.clone());
  return answer.json();
}

/** The pack as last fetched; null before the first time. */
export const pack = async () => (await recall("pack")) ?? null;

/** Whether the session of this browser is this clerk's: nobody's papers are sent in another's name. Throws without an
    answer. */
export async function sessionIs(clerkId) {
  const before = await pack();
  const { status, body } = await call("GET", "goi/", undefined, { headers: before ? { "If-None-Match": before.tag } : {} });
  if (status === 304) return before.clerk.id === clerkId;
  if (status === 200) return body.clerk.id === clerkId;
  if (status === 401) return false;
  if (status === 403) return true; // whoever has no right here is told so for each dossier; nothing is taken from them
  throw new NoAnswer(String(status));
}

/** Fetch the pack if it changed, then every procedure and the wards that are not here yet. */
export async function refresh() {
  const before = await pack();
  const answer = await fetch(ADDRESS, {
    credentials: "same-origin",
    cache: "no-store",
    headers: before ? { "If-None-Match": before.tag } : {},
  });
  if (answer.redirected || (!answer.ok && answer.status !== 304)) throw new Error(`pack: ${answer.status}`);
  const now = answer.status === 304 ? before : { ...(await answer.json()), tag: answer.headers.get("ETag") ?? "" };
  if (answer.status !== 304) await remember("pack", now);
  const wanted = [...now.procedures.map((row) => row.url), ...(now.wards_url ? [now.wards_url] : [])];
  const queue = [...wanted];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (queue.length) await shelved(queue.shift());
  }));
  await sweep(new Set(wanted));
  return now;
}

/* Versions that are no longer offered go, unless a dossier begun here still needs them. */
async function sweep(wanted) {
  const shelf = await caches.open(SHELF);
  const used = new Set((await recall("versions")) ?? []);
  for (const request of await shelf.keys()) {
    const path = new URL(request.url).pathname;
    if (!wanted.has(path) && ![...used].some((version) => path.includes(version))) await shelf.delete(request);
  }
}

/** The content of a version; kept while a dossier here works on it. */
export async function content(versionId) {
  const known = (await pack())?.procedures.find((row) => row.version_id === versionId);
  return shelved(known?.url ?? `/quay/may/thu-tuc/${versionId}/`);
}

/** `[[code, name, search words]]`. */
export async function wards() {
  const url = (await pack())?.wards_url;
  return url ? (await shelved(url)).wards : [];
}
