/* Shows what was chosen before it is sent: <input type="file" data-preview="#list">; data-send sends at once. */
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const list = input.dataset.preview ? document.querySelector(input.dataset.preview) : null;
  if (list) list.replaceChildren(...[...input.files].map(card));
  if ("send" in input.dataset && input.files.length) input.form?.requestSubmit();
});

function card(file) {
  const item = document.createElement("li");
  item.className = "thumb";
  if (file.type.startsWith("image/") && !/heic|heif/.test(file.type)) {
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = "";
    image.onload = () => URL.revokeObjectURL(image.src);
    item.append(image);
  }
  const name = document.createElement("strong");
  name.textContent = file.name;
  const size = document.createElement("span");
  size.textContent = `${(file.size / 1e6).toFixed(1).replace(".", ",")} MB`;
  item.append(name, size);
  return item;
}
