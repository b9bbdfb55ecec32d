/* The notes of the till add up while they are counted; the sum goes into the box of the money found. */
const box = document.querySelector("[data-notes]");
if (box) {
  const sum = document.querySelector("[data-notes-sum]");
  const total = document.querySelector(box.dataset.notes);
  const add = () => {
    let vnd = 0;
    for (const note of box.querySelectorAll("[data-note]")) vnd += Number(note.dataset.note) * (/^\d{1,5}$/.test(note.value) ? Number(note.value) : 0);
    return vnd;
  };
  const say = (vnd) => `${String(vnd).replace(/\B(?=(\d{3})+$)/g, ".")} ₫`;
  box.addEventListener("input", () => {
    sum.textContent = say(add());
    total.value = String(add());
  });
  sum.textContent = say(add());
}

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
