/* IndexedDB, written through to the disk: a transaction that has ended survives a kill and a power cut. */
const STORES = ["meta", "items", "files", "snaps", "words"];
const opened = new Map();

export function database(name) {
  if (!opened.has(name)) {
    opened.set(name, new Promise((done, failed) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => {
        for (const store of STORES) asked.result.createObjectStore(store, { keyPath: "id" });
      };
      asked.onsuccess = () => {
        asked.result.onclose = () => opened.delete(name);
        asked.result.onversionchange = () => asked.result.close();
        done(asked.result);
      };
      asked.onerror = () => failed(asked.error);
    }));
    opened.get(name).catch(() => opened.delete(name));
  }
  return opened.get(name);
}

/** Run `work(objectStore…)` in one transaction; resolves when it is on the disk, with what `work` answered. */
export async function within(name, stores, mode, work) {
  const base = await database(name);
  return new Promise((done, failed) => {
    const transaction = base.transaction(stores, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    const answer = work(...stores.map((store) => transaction.objectStore(store)));
    transaction.oncomplete = () => done(answer instanceof IDBRequest ? answer.result : answer);
    transaction.onabort = transaction.onerror = () => failed(transaction.error ?? new Error("aborted"));
  });
}

export const write = (name, store, record) => within(name, [store], "readwrite", (place) => place.put(record));
export const read = (name, store, id) => within(name, [store], "readonly", (place) => place.get(id));
export const list = (name, store) => within(name, [store], "readonly", (place) => place.getAll());
export const erase = (name, store, id) => within(name, [store], "readwrite", (place) => place.delete(id));
