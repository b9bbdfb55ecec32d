/* Whether the counter is locked, for pages that open without the server: the lock of the counter's own pages and the
   bench's are one lock. */
export const IDLE_MS = 180_000;
const COUNTER = "quay.khoa"; // js/lock.js: the lock of the counter's pages
const BENCH = "quay.khoa.ban";
const TOUCHED = "quay.luc"; // the last key or touch in any page of the counter

/** Locked by word, or nobody has touched the counter for three minutes. */
export function isShut(kept = localStorage, now = Date.now()) {
  if (kept.getItem(COUNTER) !== null || kept.getItem(BENCH) !== null) return true;
  const last = kept.getItem(TOUCHED);
  return last !== null && Math.abs(now - Number(last)) >= IDLE_MS;
}

export function shut(kept = localStorage) {
  kept.setItem(BENCH, "1");
}

/** The right PIN was given here. */
export function unshut(kept = localStorage, now = Date.now()) {
  kept.removeItem(COUNTER);
  kept.removeItem(BENCH);
  kept.setItem(TOUCHED, String(now));
}

export function touch(kept = localStorage, now = Date.now()) {
  if (Math.abs(now - Number(kept.getItem(TOUCHED) ?? 0)) >= 1000) kept.setItem(TOUCHED, String(now));
}
