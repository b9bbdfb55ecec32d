/* A list worked by keyboard: <table data-rows> with <tr data-href tabindex>; ↑↓ move, Enter opens, Space ticks.
   The row returned to is the one left (kept in the address as #row id); data-rows="focus" starts at the first. */
for (const table of document.querySelectorAll("[data-rows]")) {
  const rows = () => [...table.querySelectorAll("tr[data-href]")];
  const go = (row) => {
    for (const other of rows()) other.tabIndex = other === row ? 0 : -1;
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };
  const first = rows()[0];
  if (first) first.tabIndex = 0;
  const back = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  if (back && table.contains(back)) go(back);
  else if (first && table.dataset.rows === "focus" && !document.activeElement?.matches("input, a, button")) go(first);

  table.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = rows();
    const here = all.indexOf(row);
    const moves = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 };
    if (event.key in moves && !event.target.matches("input, select, textarea")) {
      const next = all[moves[event.key]];
      if (next) go(next);
      event.preventDefault();
    } else if (event.key === "Enter" && event.target === row) {
      history.replaceState(null, "", `#${row.id}`);
      location.assign(row.dataset.href);
    } else if (event.key === " " && event.target === row) {
      const box = row.querySelector("input[type=checkbox]");
      if (box) box.click();
      event.preventDefault();
    }
  });
  table.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, button, input, label")) return;
    history.replaceState(null, "", `#${row.id}`);
    location.assign(row.dataset.href);
  });
}
