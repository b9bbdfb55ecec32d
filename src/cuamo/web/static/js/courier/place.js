/* Where the phone is, as far as it says; a door is never kept waiting for it. */
let last = null;
let watching = false;

export function watchPlace() {
  if (watching || !("geolocation" in navigator)) return;
  watching = true;
  navigator.geolocation.watchPosition(
    ({ coords }) => { last = { lat: coords.latitude, lon: coords.longitude, accuracy: Math.round(coords.accuracy) }; },
    () => { last = null; },
    { enableHighAccuracy: true, maximumAge: 30_000, timeout: 10_000 },
  );
}

export const place = () => last;
