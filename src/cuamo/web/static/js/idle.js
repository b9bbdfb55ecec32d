/* A screen left alone goes where it is told: <body-part data-idle-after="60" data-idle-go="/url">. */
const part = document.querySelector("[data-idle-go]");
if (part) {
  const after = Number(part.dataset.idleAfter || 60) * 1000;
  let timer = 0;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.replace(part.dataset.idleGo), after);
  };
  for (const name of ["pointerdown", "keydown", "input", "scroll", "poll:swap"]) addEventListener(name, restart, { passive: true, capture: true });
  restart();
}
