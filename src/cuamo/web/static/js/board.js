/* The board on the wall: two tones and the spoken number for every new call. data-call on the newest number is
   what was called and how often; data-sound is where its voice is, absent where nothing can speak. Browsers keep
   quiet until somebody has pressed something: then the button «Bật tiếng» is shown. */
const part = document.querySelector("[data-poll]");
const button = document.querySelector("[data-sound-on]");
let tones = null;
let last = part.querySelector("[data-call]")?.dataset.call ?? "";
let line = Promise.resolve();

function audio() {
  tones ??= new AudioContext();
  return tones;
}

function chime() {
  const at = audio();
  for (const [place, pitch] of [[0, 659], [0.28, 523]]) {
    const tone = at.createOscillator();
    const loud = at.createGain();
    const begin = at.currentTime + place;
    tone.frequency.value = pitch;
    loud.gain.setValueAtTime(0.0001, begin);
    loud.gain.exponentialRampToValueAtTime(0.5, begin + 0.03);
    loud.gain.exponentialRampToValueAtTime(0.0001, begin + 0.6);
    tone.connect(loud).connect(at.destination);
    tone.start(begin);
    tone.stop(begin + 0.65);
  }
  return new Promise((done) => setTimeout(done, 900));
}

function speak(address) {
  return new Promise((done) => {
    const voice = new Audio(address);
    const stop = setTimeout(done, 15000);
    const over = () => { clearTimeout(stop); done(); };
    voice.addEventListener("ended", over);
    voice.addEventListener("error", over);
    voice.play().catch(over);
  });
}

function call(number) {
  const { sound } = number.dataset;
  line = line.then(async () => {
    await audio().resume().catch(() => {});
    if (audio().state !== "running") return;
    await chime();
    if (sound) await speak(sound);
  });
}

function quiet() {
  button.hidden = audio().state === "running";
}

part.addEventListener("poll:swap", () => {
  const number = part.querySelector("[data-call]");
  if (number && number.dataset.call !== last) call(number);
  if (number) last = number.dataset.call;
  quiet();
});

button.addEventListener("click", async () => {
  await audio().resume();
  quiet();
  const number = part.querySelector("[data-call]");
  if (number) call(number);
});
quiet();
audio().addEventListener("statechange", quiet);
