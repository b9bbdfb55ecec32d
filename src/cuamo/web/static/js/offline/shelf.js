/* What a service worker keeps so that its pages open without the network: one set of files that belong together. Nothing
   new comes while something is unsent, and nothing is taken over while pages of the version before work (ux §5 g). */

/** Keep `assets` and the pages `fixed` on the shelf of this version; `unsent()` answers how much still waits here. */
export function keepShelf({ prefix, version, assets, fixed, unsent }) {
  const shelf = `${prefix}${version}`;
  const known = new Set(assets);

  addEventListener("install", (event) => {
    event.waitUntil((async () => {
      // Nothing new comes while something is unsent: the browser tries again with the next page.
      if (registration.active && (await unsent())) throw new Error("unsent");
      const cache = await caches.open(shelf);
      const old = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== shelf);
      await Promise.all([...known, ...fixed].map(async (url) => {
        // An asset whose address carries its version is taken over from the shelf before.
        const before = /\.[0-9a-f]{12}\./.test(url) ? await first(old, url) : null;
        if (before) return cache.put(url, before);
        const answer = await fetch(url, { cache: "no-cache", credentials: "same-origin" });
        if (!answer.ok || answer.redirected) throw new Error(`${url}: ${answer.status}`);
        return cache.put(url, answer);
      }));
      // Pages of the version before say when nothing is unsent.
      if (!registration.active) await skipWaiting();
    })());
  });

  addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      for (const name of await caches.keys()) if (name.startsWith(prefix) && name !== shelf) await caches.delete(name);
      await clients.claim();
    })());
  });

  addEventListener("message", (event) => {
    if (event.data === "worker:take-over") skipWaiting();
  });

  return { known, fromShelf: async (path, request) => (await (await caches.open(shelf)).match(path)) ?? fetch(request) };
}

async function first(names, url) {
  for (const name of names) {
    const found = await (await caches.open(name)).match(url);
    if (found) return found;
  }
  return null;
}
