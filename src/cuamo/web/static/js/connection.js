/* The connection pill, measured by a real request and never by the browser's flag.
   document event "connection:sending" {done, total} shows the queue; "connection:change" tells what was found. */
const pill = document.querySelector("[data-connection]");
const WEAK_MS = 1500;
const EVERY = { online: 20000, weak: 10000, offline: 4000 };
let state = "online";
let since = "";
let sending = null;

function clock() {
  return new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" });
}

function show() {
  const word = pill.querySelector(".connection-word");
  const busy = state === "online" && sending;
  const text = busy
    ? `${pill.dataset.wordSending} ${sending.done}/${sending.total}`
    : state === "offline" ? `${pill.dataset.wordOffline} ${since}` : state === "weak" ? pill.dataset.wordWeak : pill.dataset.wordOnline;
  pill.dataset.state = busy ? "sending" : state;
  if (word.textContent !== text) word.textContent = text;
}

function become(next) {
  if (next === state) return;
  state = next;
  since = clock();
  document.documentElement.dataset.network = state;
  document.dispatchEvent(new CustomEvent("connection:change", { detail: { state, since } }));
  show();
}

async function measure() {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 6000);
  const started = performance.now();
  try {
    const answer = await fetch(pill.dataset.connection, { cache: "no-store", signal: stop.signal, credentials: "omit" });
    if (!answer.ok && answer.status >= 500) throw new Error(String(answer.status));
    become(performance.now() - started > WEAK_MS ? "weak" : "online");
  } catch {
    become("offline");
  } finally {
    clearTimeout(timer);
    setTimeout(measure, EVERY[state]);
  }
}

if (pill) {
  document.addEventListener("connection:sending", (event) => {
    sending = event.detail && event.detail.done < event.detail.total ? event.detail : null;
    show();
  });
  setTimeout(measure, 1500);
}
