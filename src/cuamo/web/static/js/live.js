/* Says what happened, politely and once; speaks up when htmx could not reach the server. */
const english = document.documentElement.lang === "en";

export function announce(text, kind = "info") {
  const place = document.getElementById("thong-bao");
  if (!place) return;
  const notice = document.createElement("p");
  notice.className = `notice ${kind}`;
  notice.textContent = text;
  place.replaceChildren(notice);
}

document.addEventListener("announce", (event) => announce(event.detail.text ?? event.detail.value, event.detail.kind));
document.addEventListener("htmx:sendError", () => {
  announce(
    english ? "Not sent yet: no network. What was entered is still here." : "Chưa gửi được: mất mạng. Thông tin vẫn còn trên máy này.",
    "warning",
  );
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status >= 502) {
    announce(english ? "Not done yet, please try again in a minute." : "Chưa làm được, thử lại sau một phút.", "warning");
  }
});
document.addEventListener("htmx:afterSwap", () => {
  const first = document.querySelector("main [autofocus]");
  if (first && !document.activeElement?.closest("main")) first.focus();
});
