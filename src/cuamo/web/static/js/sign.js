/* Signature area: <canvas data-sign="#id_hidden"> writes a PNG data address into the field; [data-sign-clear] empties it.
   A [data-sign-box] around it shows itself only where this script runs. */
for (const canvas of document.querySelectorAll("canvas[data-sign]")) {
  const field = document.querySelector(canvas.dataset.sign);
  canvas.closest("[data-sign-box]")?.removeAttribute("hidden");
  const pen = canvas.getContext("2d");
  let drawing = false;

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
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  const lift = () => {
    if (!drawing) return;
    drawing = false;
    field.value = canvas.toDataURL("image/png");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  document.querySelector(canvas.dataset.signClear || "[data-sign-clear]")?.addEventListener("click", fit);
  fit();
}
