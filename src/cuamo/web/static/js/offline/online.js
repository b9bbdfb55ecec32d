/* On every page of the counter: a PC that keeps a store, or gets one now, is made ready for work without the network. */
const me = document.querySelector("meta[name=cuamo-clerk]")?.content;
let begun = null;

function ready() {
  begun ??= import("./ready.js").then(async (module) => {
    await module.begin(me);
    return module;
  });
  return begun;
}

/* The lock has taken a PIN, or one was just set: the store opens with it, or is made. */
async function enter(pin, anew) {
  const module = await ready();
  await module.enter(pin, { anew });
}

if (me && globalThis.indexedDB) {
  for (const name of ["pin:set", "pin:entered"]) {
    document.addEventListener(name, ({ detail }) => {
      if (!/^\d{6}$/.test(detail?.pin ?? "")) return;
      const entered = enter(detail.pin, name === "pin:set").catch(() => {});
      detail.waitUntil?.(entered);
    });
  }
  indexedDB.databases().then((all) => all.some((one) => one.name === "cuamo-device") && ready()).catch(() => {});
}
