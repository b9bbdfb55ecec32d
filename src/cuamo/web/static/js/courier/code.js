/* The recipient's four digits, checked here without the phone knowing them (decision 0155): one byte of a slow salted
   hash. A try is counted before it is made, so that pulling the battery gives no free ones. */
import * as vault from "../offline/vault.js";

const id = (stop) => `ma:${stop.id}:${stop.check.salt}`;

async function byteOf(code, { salt, rounds }) {
  const text = new TextEncoder();
  const secret = await crypto.subtle.importKey("raw", text.encode(code), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: text.encode(salt), iterations: rounds }, secret, 256);
  return new Uint8Array(bits)[0];
}

/** Wrong codes counted here for this attempt. */
export async function wrongTries(stop) {
  return stop.check ? (await vault.get("words", id(stop)))?.tries ?? 0 : 0;
}

/** How many tries are left, the server's count included. */
export const triesLeft = async (stop, most) => Math.max(0, most - stop.tries - (await wrongTries(stop)));

/** Whether the code can be right; `{right, left}`. The server has the last word. */
export async function tryCode(stop, code, most) {
  const before = await wrongTries(stop);
  if (stop.tries + before >= most) return { right: false, left: 0 };
  await vault.put("words", id(stop), { tries: before + 1 });
  const right = (await byteOf(code, stop.check)) === stop.check.byte;
  if (right) await vault.put("words", id(stop), { tries: before });
  return { right, left: Math.max(0, most - stop.tries - before - 1) };
}

/** Forget what was counted at doors that are no longer on the run. */
export async function forgetTries(stops) {
  const kept = new Set(stops.filter((stop) => stop.check).map(id));
  for (const row of await vault.outlines("words")) if (row.id.startsWith("ma:") && !kept.has(row.id)) await vault.remove("words", row.id);
}
