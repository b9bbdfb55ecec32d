/* A paper beside the page, never over it: <a data-paper href="/…" target="…"> opens it at the right; F8 prints it,
   Esc leads back to where the caret was. Without scripts, or with Ctrl, the link does what links do. */
function button(text, key, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button small-button";
  made.dataset.key = key;
  const cap = document.createElement("kbd");
  cap.textContent = key;
  made.append(cap, text);
  made.addEventListener("click", act);
  return made;
}

function open(link) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog beside";
  const name = link.dataset.paper || link.textContent.trim();
  dialog.setAttribute("aria-label", name);
  const paper = document.createElement("iframe");
  paper.title = name;
  paper.src = `${link.href}#navpanes=0&view=FitH`;
  const bar = document.createElement("p");
  bar.className = "actions";
  bar.append(
    button("In", "F8", () => paper.contentWindow.print()),
    button("Về trang", "Esc", () => dialog.close()),
  );
  dialog.append(bar, paper);
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-paper]") : null;
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});
