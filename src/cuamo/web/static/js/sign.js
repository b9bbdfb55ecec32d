/* Signature area: <canvas data-sign="#id_hidden"> writes a PNG data address into the field; [data-sign-clear] empties it.
   What the field holds when the page comes back with a refusal is drawn again.
   A tap leaves no signature: the field is written once a stroke has gone some way.
   A [data-sign-box] around it shows itself only where this script runs. */
const PNG = "data:image/png;base64,";
export function signPad(canvas) {
  const field = document.querySelector(canvas.dataset.sign);
  canvas.closest("[data-sign-box]")?.removeAttribute("hidden");
  const pen = canvas.getContext("2d");
  const SHORTEST = 12; /* CSS pixels the pen has to go, in one stroke */
  let drawing = false;
  let signed = false;
  let last = [0, 0];
  let gone = 0;

  const fit = () => {
    const box = canvas.getBoundingClientRect();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    canvas.width = Math.round(box.width * ratio);
    canvas.height = Math.round(box.height * ratio);
    pen.scale(ratio, ratio);
    pen.lineWidth = 3;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    pen.strokeStyle = "#1b1a17";
    field.value = "";
    signed = false;
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const again = async (before) => {
    const bytes = Uint8Array.from(atob(before.slice(PNG.length)), (sign) => sign.charCodeAt(0));
    const drawn = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const box = canvas.getBoundingClientRect();
    pen.drawImage(drawn, 0, 0, box.width, box.height);
    field.value = before;
    signed = true;
  };
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    gone = 0;
    pen.beginPath();
    pen.moveTo(...last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    const here = at(event);
    gone += Math.hypot(here[0] - last[0], here[1] - last[1]);
    last = here;
    pen.lineTo(...here);
    pen.stroke();
  });
  const lift = () => {
    if (!drawing) return;
    drawing = false;
    signed ||= gone >= SHORTEST;
    if (!signed) return;
    field.value = canvas.toDataURL("image/png");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  document.querySelector(canvas.dataset.signClear || "[data-sign-clear]")?.addEventListener("click", fit);
  const before = field.value;
  fit();
  if (before.startsWith(PNG)) again(before);
}
for (const canvas of document.querySelectorAll("canvas[data-sign]")) signPad(canvas);
