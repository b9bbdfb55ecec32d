/* A list of values to take over, one key at a time: [data-copy-list] holds rows with a readonly field and a button.
   A field with data-whole shows only a part of its value. The button (or data-copy-next, for example F9) copies the value, marks the row and moves to the next one.
   Where the clipboard is not ours to write, the value is left selected for the person to copy. */
const list = document.querySelector("[data-copy-list]");
const rows = list ? [...list.querySelectorAll("[data-copy-row]")] : [];
const note = document.querySelector("[data-copy-note]");
let next = 0;

async function take(index) {
  const row = rows[index];
  if (!row) return;
  const field = row.querySelector("input, textarea");
  field.focus();
  field.select();
  let copied = false;
  try {
    await navigator.clipboard.writeText(field.dataset.whole || field.value);
    copied = true;
  } catch {
    copied = document.execCommand("copy");
  }
  row.dataset.copied = copied ? "1" : "";
  for (const other of rows) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  next = index + 1;
  if (note) {
    const words = copied ? note.dataset.copied : note.dataset.selected;
    note.textContent = `${words} ${index + 1}/${rows.length}: ${row.dataset.copyRow}`;
  }
}

rows.forEach((row, index) => row.querySelector("button")?.addEventListener("click", () => take(index)));
document.querySelector("[data-copy-next]")?.addEventListener("click", () => take(next < rows.length ? next : 0));
