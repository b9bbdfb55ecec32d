/* Talk to the server's addresses under /quay/may/ (a courier's phone: /giao/may/): JSON, the session of the clerk, a limit to every wait. */
import * as vault from "./vault.js";

let base = "/quay/may/";
let token = "";

const cookie = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

export function talkTo(address) {
  base = address;
}

export class NoAnswer extends Error {}

/** `{status, body}`; throws NoAnswer when nothing came back that this program can read. */
export async function call(method, path, body, { wait = 20_000, renewed = false, headers = {} } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), wait);
  const raw = body instanceof ArrayBuffer || ArrayBuffer.isView(body);
  const began = Date.now();
  try {
    const answer = await fetch(base + path, {
      method, signal: stop.signal, credentials: "same-origin", cache: "no-store", redirect: "manual",
      headers: { "X-CSRFToken": token || cookie(), Accept: "application/json", ...headers, ...(body === undefined ? {} : { "Content-Type": raw ? "application/octet-stream" : "application/json" }) },
      body: body === undefined ? undefined : raw ? body : JSON.stringify(body),
    });
    token = answer.headers.get("X-CSRF-Token") ?? token;
    if (answer.type === "opaqueredirect" || answer.status === 423) return { status: 401, body: {} };
    if (answer.status === 403 && !answer.headers.get("Content-Type")?.includes("json")) {
      // A token of before the last sign-in: any answer brings the new one.
      if (renewed) return { status: 401, body: {} };
      await call("GET", "goi/");
      return await call(method, path, body, { wait, renewed: true });
    }
    // A fault of the program comes as a page: an answer all the same. What stands before it (502 to 504) is none.
    if ([502, 503, 504].includes(answer.status)) throw new Error(String(answer.status));
    const bare = [204, 304].includes(answer.status) || (answer.status >= 400 && !answer.headers.get("Content-Type")?.includes("json"));
    const said = bare ? {} : await answer.json();
    if (said.now) await measureClock(Date.parse(said.now), began);
    return { status: answer.status, body: said };
  } catch (fault) {
    throw new NoAnswer(String(fault));
  } finally {
    clearTimeout(timer);
  }
}

/* How far this PC's clock is from the server's, in seconds: told with each dossier, it changes nothing. */
async function measureClock(server, began) {
  if (Number.isFinite(server)) await vault.remember("skew", Math.round((server - (began + Date.now()) / 2) / 1000)).catch(() => {});
}

/** Whether the server answers now. */
export async function reachable(wait = 2500) {
  try {
    const answer = await fetch("/healthz", { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(wait) });
    return answer.ok;
  } catch {
    return false;
  }
}

/** Give the key into the server's keeping. */
export async function escrow(key) {
  try {
    const { status } = await call("PUT", `khoa/${await vault.device()}/`, { key });
    if (status < 300) await vault.remember("escrowed", true);
  } catch {
    /* offered again at the next opening */
  }
}

/** The key of this PC, or of another one, back after a full sign-in; null when the server does not give it. */
export async function fromEscrow(device = null) {
  const { status, body } = await call("GET", `khoa/${device ?? (await vault.device())}/`);
  return status === 200 ? body.key : null;
}
