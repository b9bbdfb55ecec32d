/* Keeps a part of the page fresh: <div data-poll="/url" data-every="2">.
   204 or 304: nothing new. X-Go: /next sends the person there. Fails quietly and slows down; never replaces
   what somebody is typing in. "poll:swap" is fired after a change. */
for (const part of document.querySelectorAll("[data-poll]")) follow(part);

function follow(part) {
  const every = Number(part.dataset.every || 2) * 1000;
  let wait = every;
  let tag = part.dataset.version || "";
  let last = "";

  async function once() {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 10000);
    try {
      const headers = { "X-Requested-With": "poll" };
      if (tag) headers["If-None-Match"] = tag;
      const answer = await fetch(part.dataset.poll, { headers, cache: "no-store", credentials: "same-origin", signal: stop.signal });
      const go = answer.headers.get("X-Go");
      if (go && new URL(go, location.href).origin === location.origin) {
        location.assign(go);
        return;
      }
      if (answer.status === 410) return;
      if (answer.redirected) throw new Error("signed out");
      if (answer.status === 200) await swap(answer);
      else if (answer.status !== 204 && answer.status !== 304) throw new Error(String(answer.status));
      wait = every;
      part.removeAttribute("data-stale");
    } catch {
      wait = Math.min(30000, wait * 1.7);
      part.dataset.stale = "1";
    } finally {
      clearTimeout(timer);
    }
    setTimeout(once, wait * (0.9 + Math.random() * 0.2));
  }

  async function swap(answer) {
    const html = await answer.text();
    const typing = part.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
    if (typing || html === last) return;
    tag = answer.headers.get("ETag") || "";
    last = html;
    const held = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.innerHTML = html;
    if (held) document.getElementById(held)?.focus();
    part.dispatchEvent(new CustomEvent("poll:swap", { bubbles: true }));
  }

  setTimeout(once, every);
}
