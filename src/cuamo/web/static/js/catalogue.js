// Rows of a table can be added without a round trip; without scripts the same button saves and shows a fresh row.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row]");
  if (!button) return;
  const table = [...document.querySelectorAll("table[data-grow]")].find((t) => t.dataset.grow === button.dataset.addRow);
  const last = table?.tBodies[0]?.lastElementChild;
  if (!last) return;
  event.preventDefault();
  const stem = `${table.dataset.grow}.`;
  const number = table.tBodies[0].rows.length;
  const row = last.cloneNode(true);
  for (const input of row.querySelectorAll("input, select, textarea")) {
    const [, ...key] = input.name.slice(stem.length).split(".");
    input.name = `${stem}${number}.${key.join(".")}`;
    input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, String(number + 1)));
    if (input.type === "checkbox") input.checked = false;
    else if (input.tagName === "SELECT") input.selectedIndex = Math.max(0, [...input.options].findIndex((o) => o.defaultSelected));
    else input.value = "";
  }
  last.after(row);
  row.querySelector("input, select, textarea").focus();
});

let typed = false;
const desk = document.getElementById("ban-soan");
desk?.addEventListener("input", () => { typed = true; });
desk?.addEventListener("submit", () => { typed = false; });
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
