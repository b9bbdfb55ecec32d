/* The service worker of /quay/: pages come from the network first; when it does not answer, the bench opens at the
   step that was asked for, with the words that were sent. It holds the key of the store while a page works. */
import { ledOn, savedWords, sentPage } from "./arrival.js";
import { keepShelf } from "./shelf.js";
import * as vault from "./vault.js";

const BENCH = "/quay/may/ban/";
const FIXED = [BENCH, "/quay/may/guong/", "/quay/may/phieu/"];
const PATIENCE_MS = 10_000;
const VISIT = /^\/quay\/luot\/([0-9a-f-]{36})\/(?:(\d+)\/)?(luu\/)?$/;
const MOST_HELD = 20;
const held = []; // words that came while the store was closed: kept as soon as it opens

export function start(version, assets) {
  const { known, fromShelf } = keepShelf({ prefix: "cuamo-vo-", version, assets, fixed: FIXED, unsent });

  addEventListener("message", (event) => {
    if (vault.answerPage(event) && event.data.type === "vault:key") event.waitUntil(keepHeld());
  });

  addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== location.origin) return;
    if (known.has(url.pathname) && request.method === "GET") event.respondWith(fromShelf(url.pathname, request));
    else if (FIXED.includes(url.pathname) && request.method === "GET" && request.mode === "navigate") event.respondWith(fromShelf(url.pathname, request));
    else if (url.pathname.startsWith("/quay/") && !url.pathname.startsWith("/quay/may/")) {
      // A paper beside the page is a page of its own inside another: the bench has no place in there.
      if (request.mode === "navigate" && request.destination === "document") event.respondWith(request.method === "GET" ? page(event, url) : sent(event, url));
      else if (request.method === "POST" && VISIT.test(url.pathname)) event.respondWith(left(event, url));
    }
  });
}

async function unsent() {
  const own = await vault.outlines("items").catch(() => []);
  return own.length + (await vault.ofOthers().catch(() => [])).length;
}

const bench = (query) => Response.redirect(`${BENCH}${query}`, 303);

function place(url) {
  const [, visit, step] = VISIT.exec(url.pathname) ?? [];
  return visit ? `?luot=${visit}${step ? `&buoc=${step}` : ""}` : "";
}

/* A page: the network, as long as one waits for a page; then what is here. A server that cannot be reached through
   its own front answers 502 to 504: that is no answer either. */
async function page(event, url) {
  const { request } = event;
  const asked = { asked_at: Date.now(), path: url.pathname };
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE_MS); // for the answer to begin; it may then take its time
  try {
    const answer = await fetch(request, { signal: stop.signal });
    if (![502, 503, 504].includes(answer.status)) {
      event.waitUntil(followed({ ...asked, status: answer.status }));
      return answer;
    }
  } catch {
    /* no answer */
  } finally {
    clearTimeout(timer);
  }
  return bench(place(url));
}

let led = null; // the page that was sent last and answered with a way on

async function followed(page) {
  const before = led;
  if (page.status !== 0) led = null; // a redirect leads on once more
  if (before && ledOn({ ...page, answered_at: before.at })) await arrived(before.url);
}

/* A page that was sent: nobody knows whether it arrived, so its words are kept and shown again. */
async function sent(event, url) {
  const copy = event.request.clone();
  try {
    const answer = await fetch(event.request);
    const said = sentPage(answer);
    if (VISIT.test(url.pathname) && said === "follow") led = { url, at: Date.now() };
    if (![502, 503, 504].includes(answer.status)) {
      if (VISIT.test(url.pathname) && said === "kept") event.waitUntil(pairsOf(copy).then((pairs) => keepWords(url, pairs)));
      return answer;
    }
  } catch {
    /* no answer */
  }
  if (VISIT.test(url.pathname)) await keepWords(url, await pairsOf(copy));
  return bench(place(url));
}

/* Words saved on leaving a field. */
async function left(event, url) {
  const copy = event.request.clone();
  try {
    const answer = await fetch(event.request);
    const said = savedWords(answer);
    if (said === "there") event.waitUntil(arrived(url, copy).then(() => tellPage(event.clientId)));
    if (said === "kept") await keepWords(url, await pairsOf(copy));
    return answer;
  } catch {
    await keepWords(url, await pairsOf(copy));
    return Response.error();
  }
}

/* The page takes a fresh copy of what the server has now. */
async function tellPage(id) {
  (await clients.get(id))?.postMessage({ type: "words:arrived" });
}

async function pairsOf(request) {
  const found = await request.formData().catch(() => new FormData());
  return [...found].filter(([name]) => name !== "csrfmiddlewaretoken");
}

async function idOf(url) {
  const [, visit, step] = VISIT.exec(url.pathname);
  return { visit, step: Number(step ?? 5), id: `${visit}/${step ?? 5}` };
}

async function keepWords(url, pairs) {
  const { visit, step, id } = await idOf(url);
  const words = { id, visit_id: visit, step, at: new Date().toISOString(), pairs };
  try {
    await merge(words);
  } catch (fault) {
    if (!(fault instanceof vault.Closed)) throw fault;
    held.push(words);
    held.splice(0, held.length - MOST_HELD);
  }
}

async function keepHeld() {
  while (held.length) await merge(held.shift());
}

async function merge({ id, visit_id, step, at, pairs }) {
  const before = await vault.get("words", id);
  const files = [...(before?.files ?? [])];
  for (const [name, file] of pairs) {
    if (!(file instanceof File) || !file.size) continue;
    const bytes = await file.arrayBuffer();
    const hash = [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    await vault.put("files", hash, bytes, { at });
    files.push({ field: name, sha256: hash, name: file.name, size: file.size, type: file.type });
  }
  const texts = pairs.filter(([, text]) => typeof text === "string");
  const base = (name) => name.split(".")[0];
  const now = new Set([...texts.map(([name]) => base(name)), ...texts.filter(([name]) => name === "_truong").map(([, name]) => base(name))]);
  const kept = (before?.fields ?? []).filter(([name, text]) => !now.has(base(name === "_truong" ? text : name)));
  await vault.put("words", id, { id, visit_id, step, at, fields: [...kept, ...texts], files }, { visit: visit_id, step, at });
}

/* What the server has now need not be given back: a whole page, or just the fields that were left. */
async function arrived(url, copy = null) {
  const { id } = await idOf(url);
  if (!(await vault.isOpen())) return;
  const before = await vault.get("words", id);
  if (!before) return;
  if (!copy) {
    await vault.remove("words", id);
    return;
  }
  const base = (name) => name.split(".")[0];
  const now = new Set((await pairsOf(copy)).filter(([name]) => name === "_truong").map(([, name]) => base(name)));
  const fields = before.fields.filter(([name, text]) => !now.has(base(name === "_truong" ? text : name)));
  if (fields.length || before.files.length) await vault.put("words", id, { ...before, fields }, { visit: before.visit_id, step: before.step, at: before.at });
  else await vault.remove("words", id);
}
