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

/* A PC that keeps nothing for this clerk says so where a visit has not begun yet: one PIN makes it ready. */
function offer() {
  const place = document.getElementById("thong-bao");
  if (!place || location.pathname !== "/quay/") return;
  const line = document.createElement("p");
  line.className = "notice info";
  line.textContent = "Máy này chưa giữ được hồ sơ khi mất mạng. Bấm Alt+L rồi mở lại bằng mã PIN, một lần là xong. ";
  const way = document.createElement("a");
  [way.href, way.textContent] = ["/quay/ma-pin/", "Chưa có mã PIN"];
  line.append(way);
  place.append(line);
}

if (me && globalThis.indexedDB) {
  document.addEventListener("store:none", offer);
  for (const name of ["pin:set", "pin:entered"]) {
    document.addEventListener(name, ({ detail }) => {
      if (!/^\d{6}$/.test(detail?.pin ?? "")) return;
      const entered = enter(detail.pin, name === "pin:set").catch(() => {});
      detail.waitUntil?.(entered);
    });
  }
  indexedDB.databases().then((all) => (all.some((one) => one.name === "cuamo-device") ? ready() : offer())).catch(() => {});
}
