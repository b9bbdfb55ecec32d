/* The courier's device says when and where: <form data-courier> is sent with its time and, where allowed, its place.
   [data-vibrate] shakes the phone when a wrong envelope was scanned. */
const WAIT_MS = 4000;
let place = null;

function put(form, name, value) {
  let field = form.querySelector(`input[name="${name}"]`);
  if (!field) {
    field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    form.append(field);
  }
  field.value = value;
}

function watch() {
  if (!("geolocation" in navigator)) return;
  navigator.geolocation.watchPosition(
    (found) => { place = found.coords; },
    () => { place = null; },
    { enableHighAccuracy: true, maximumAge: 30000, timeout: WAIT_MS },
  );
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-courier]")) return;
  put(form, "device_time", new Date().toISOString());
  if (!place) return;
  put(form, "lat", place.latitude);
  put(form, "lon", place.longitude);
  put(form, "accuracy", place.accuracy);
}, true);

/* A canvas inside closed details has no size: let it measure itself when it is opened. */
for (const details of document.querySelectorAll("details")) {
  details.addEventListener("toggle", () => {
    if (details.open) details.querySelector("[data-sign-clear]")?.click();
  });
}

if (document.querySelector("[data-vibrate]") && navigator.vibrate) navigator.vibrate([200, 100, 200]);
if (document.querySelector("form[data-courier]")) watch();
