/* The service worker of /giao/: on a phone that keeps a store, the pages of the run are drawn by the phone itself, with or
   without the network. It holds the key of the store while a page works. */
import { keepShelf } from "../offline/shelf.js";
import * as vault from "../offline/vault.js";

const APP = "/giao/may/";
const DRAWN = [
  [/^\/giao\/$/, ""],
  [/^\/giao\/chuyen\/([0-9a-f-]{36})$/, "chuyen/"],
  [/^\/giao\/quet$/, "quet/nhan"],
  [/^\/giao\/phong-bi\/([0-9a-f-]{36})$/, "phong-bi/"],
];
vault.inSpace("cuamo-giao");

export function start(version, assets) {
  const { known, fromShelf } = keepShelf({ prefix: "cuamo-giao-vo-", version, assets, fixed: [APP], unsent });

  addEventListener("message", (event) => vault.answerPage(event));

  addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (url.origin !== location.origin || request.method !== "GET") return;
    if (known.has(url.pathname)) event.respondWith(fromShelf(url.pathname, request));
    else if (request.mode !== "navigate") return;
    else if (url.pathname === APP) event.respondWith(fromShelf(APP, request));
    else {
      const [pattern, way] = DRAWN.find(([one]) => one.test(url.pathname)) ?? [];
      if (pattern) event.respondWith(drawn(request, `${way}${pattern.exec(url.pathname)[1] ?? ""}`));
    }
  });
}

/* A phone that keeps nothing yet gets the server's page. */
async function drawn(request, place) {
  const keeps = await vault.exists().catch(() => false);
  return keeps ? Response.redirect(`${APP}#${place}`, 303) : fetch(request);
}

async function unsent() {
  const own = (await vault.outlines("items").catch(() => [])).filter((row) => row.state !== "sent");
  return own.length + (await vault.ofOthers().catch(() => [])).length;
}
