/* <button type="button" data-near="/url" hidden>: asks the browser where it is and opens /url?gan=… with the place
   rounded to about a kilometre. Shown only where the browser can tell; a refusal shows [data-near-fault]. */
const button = document.querySelector("[data-near]");
const fault = document.querySelector("[data-near-fault]");
if (button && "geolocation" in navigator && isSecureContext) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const place = new URL(button.dataset.near, location.href);
        const code = new URLSearchParams(location.search).get("thu-tuc");
        if (code) place.searchParams.set("thu-tuc", code);
        place.searchParams.set("gan", `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`);
        location.assign(place);
      },
      () => {
        button.disabled = false;
        fault.hidden = false;
      },
      { maximumAge: 600000, timeout: 10000 },
    );
  });
}
