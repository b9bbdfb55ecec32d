/* Reads the barcode of a label: by the phone itself where it can, by the server from a photo where there is a line. */
import { talk } from "./run.js";

const EVERY_MS = 200;
const MOST_SIDE = 1280;
let stream = null;

export const canScan = () => "BarcodeDetector" in globalThis && Boolean(navigator.mediaDevices?.getUserMedia);

/** Show what the camera sees in `video` and call `found(text)` for each code until `stop()`. */
export async function scanWith(video, found) {
  stop();
  stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const mine = stream;
  video.srcObject = mine;
  await video.play();
  const detector = new BarcodeDetector({ formats: ["code_128", "qr_code"] });
  while (stream === mine && video.isConnected) {
    const codes = await detector.detect(video).catch(() => []);
    for (const code of codes) await found(code.rawValue);
    await new Promise((done) => setTimeout(done, EVERY_MS));
  }
  mine.getTracks().forEach((track) => track.stop());
}

export function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
}

/** The codes in a photo; by the server where the phone cannot. Throws NoAnswer without a line. */
export async function codesIn(file) {
  if ("BarcodeDetector" in globalThis) {
    const image = await createImageBitmap(file).catch(() => null);
    const own = image ? await new BarcodeDetector({ formats: ["code_128", "qr_code"] }).detect(image).catch(() => []) : [];
    if (own.length) return own.map((code) => code.rawValue);
  }
  const { status, body } = await talk("POST", "ma-vach/", await file.arrayBuffer(), { wait: 60_000 });
  return status === 200 ? body.codes : [];
}

/** A photo small enough for a day without the network, without what the camera writes into it. */
export async function smaller(file) {
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return { bytes: await file.arrayBuffer(), type: file.type, name: "anh.jpg" };
  const scale = Math.min(1, MOST_SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.75));
  return { bytes: await blob.arrayBuffer(), type: "image/jpeg", name: "anh.jpg" };
}

export async function drawn(address) {
  const bytes = Uint8Array.from(atob(address.split(",")[1]), (char) => char.charCodeAt(0)).buffer;
  return { bytes, type: "image/png", name: "chu-ky.png" };
}
