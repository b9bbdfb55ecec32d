/* The checklist: <div data-ticks="/address"> with checkboxes; each tick is sent the moment it is made.
   One that could not be saved is taken back and said. Whoever leaves by a key waits for what is on its way. */
import { announce } from "./live.js";

const list = document.querySelector("[data-ticks]");
const note = document.querySelector("[data-ticked]");
let chain = Promise.resolve();
let waiting = 0;

async function save(box) {
  const on = box.checked;
  try {
    const answer = await fetch(list.dataset.ticks, {
      method: "POST",
      keepalive: true,
      headers: { "X-CSRFToken": JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "" },
      body: new URLSearchParams({ viec: box.value, xong: on ? "1" : "" }),
    });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    if (note) note.textContent = (await answer.text()).trim();
  } catch {
    box.checked = !on;
    announce("Chưa lưu được dấu vừa đánh. Đánh lại khi có mạng; nếu đã đăng xuất thì đăng nhập lại.", "warning");
  } finally {
    waiting -= 1;
  }
}

if (list) {
  list.addEventListener("change", (event) => {
    waiting += 1;
    chain = chain.then(() => save(event.target));
  });
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || !waiting || link.target) return;
      event.preventDefault();
      event.stopPropagation();
      chain.then(() => link.click());
    },
    true,
  );
}
