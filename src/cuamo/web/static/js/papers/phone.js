/* The phone's camera page: a photo goes as soon as it is taken, made lighter where it is too heavy; what is wrong
   with it is said at once. Without scripts the form sends it. */
import { lighter, problemOf } from "./intake.js";
import { send } from "./send.js";

const MOST = 20 * 1024 * 1024;
const english = document.documentElement.lang === "en";
const words = english
  ? { sending: "Sending", looking: "Looking at the photo", heavy: "The photo is too heavy. Take it again at normal size.", offline: "Not sent: no network. The photo is still on this phone; send it again.", failed: "Not sent yet. Try again in a minute." }
  : { sending: "Đang gửi", looking: "Đang xem ảnh", heavy: "Ảnh nặng quá. Chụp lại ở cỡ ảnh thường.", offline: "Chưa gửi được: mất mạng. Ảnh vẫn còn trong điện thoại, gửi lại khi có mạng.", failed: "Chưa gửi được, thử lại sau một phút." };
const place = document.querySelector("[data-said]");
const say = (text) => {
  place.textContent = text;
};

for (const form of document.querySelectorAll("form[data-phone]")) {
  form.addEventListener("change", async (event) => {
    if (event.target.type !== "file" || !event.target.files.length) return;
    const files = [...event.target.files];
    const told = [];
    for (const given of files) {
      const wrong = await one(given, form);
      if (wrong) told.push(wrong);
    }
    event.target.value = "";
    if (told.length) {
      say(told.join(" "));
      place.className = "notice warning";
      place.scrollIntoView({ block: "center" });
    } else location.reload();
  });
}

async function one(given, form) {
  let file = given;
  const problem = await problemOf(given, MOST, english);
  if (problem?.lighter) {
    say(problem.words);
    file = await lighter(given);
    if (!file || file.size > MOST) return words.heavy;
  } else if (problem) return problem.words;
  const fields = { giay: form.elements.giay.value, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value };
  const onProgress = (share) => say(share < 100 ? `${words.sending} ${share} %` : words.looking);
  const { status, body } = await send(location.pathname, file, { fields, onProgress });
  if (status === 0) return words.offline;
  if (!body) return words.failed;
  return body.error || body.told?.join(" ") || "";
}
