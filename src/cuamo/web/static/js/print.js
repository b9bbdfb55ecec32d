/* <button type="button" data-print> prints the page; data-print-now also prints it once when it opens. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
  const mark = `in:${location.pathname}`;
  if ("printNow" in button.dataset && !sessionStorage.getItem(mark)) {
    sessionStorage.setItem(mark, "1");
    addEventListener("load", () => print(), { once: true });
  }
}
