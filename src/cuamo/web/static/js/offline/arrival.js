/* What an answer says about the words that were sent with it. */

/* Statuses after which nobody knows, or it is certain, that the words are not on the server: no answer of the program,
   signed out, no right, locked. */
const NOT_THERE = (status) => status >= 500 || [401, 403, 423].includes(status);

/** Words saved on leaving a field: "there" (kept by the server), "kept" (to be kept here), "" (the server has seen them
    and said what is wrong: what lies here stays as it is). */
export function savedWords({ status, ok, redirected, type }) {
  if (redirected || type === "opaqueredirect" || NOT_THERE(status)) return "kept";
  return ok ? "there" : "";
}

/** A page that was sent: "follow" (the server leads on; whether to the next step or to the sign-in is seen by what the
    browser asks for next), "kept", or "" (the page comes back with what is wrong). */
export function sentPage({ status, type }) {
  if (type === "opaqueredirect") return "follow";
  return NOT_THERE(status) ? "kept" : "";
}

export const FOLLOWS_WITHIN_MS = 3_000;

/** Whether a page asked for now is where the server led on to after a page was sent: inside the counter, at once, and
    shown. The sign-in lies outside, and nobody signs in within three seconds. */
export function ledOn({ asked_at: asked, answered_at: answered, path, status }) {
  return asked - answered >= 0 && asked - answered < FOLLOWS_WITHIN_MS && !path.startsWith("/quay/khoa/") && status === 200;
}
