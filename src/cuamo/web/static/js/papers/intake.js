/* What can be said of a file before it is sent, and how a photo that is too heavy is made lighter.
   No page is needed to use it. */
import { LOOKED_AT, lookAt } from "./faults.js";

const LONGEST = 3600;
const KINDS = [
  ["image", (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8],
  ["image", (bytes) => text(bytes, 1, 4) === "PNG"],
  ["image", (bytes) => text(bytes, 0, 4) === "RIFF" && text(bytes, 8, 12) === "WEBP"],
  ["image", (bytes) => text(bytes, 4, 8) === "ftyp"],
  ["tiff", (bytes) => ["II*\0", "MM\0*"].includes(text(bytes, 0, 4))],
  ["pdf", (bytes) => text(bytes, 0, bytes.length).includes("%PDF-")],
];

function text(bytes, from, to) {
  return String.fromCharCode(...bytes.slice(from, to));
}

/* {words} of what is wrong, {words, lighter: true} for a photo that can be made lighter, null when it can be sent. */
export async function problemOf(file, most, english = false) {
  if (!file.size) return { words: english ? "The file is empty. Choose it again." : "Tệp rỗng, không có gì bên trong. Chọn lại tệp." };
  let kind;
  try {
    const head = new Uint8Array(await file.slice(0, 1024).arrayBuffer());
    kind = KINDS.find(([, is]) => is(head))?.[0];
  } catch {
    return { words: english ? "The file cannot be read. Choose it again." : "Không đọc được tệp này. Chọn lại tệp." };
  }
  if (!kind) {
    return { words: english ? "This file is neither a picture nor a PDF. JPG, PNG, HEIC, WebP, TIFF and PDF are taken." : "Tệp này không phải ảnh hay PDF. Nhận ảnh JPG, PNG, HEIC, WebP, TIFF và tệp PDF." };
  }
  if (file.size <= most) return null;
  const weight = Math.round(file.size / 1048576);
  if (kind === "image") return { words: english ? `The photo is ${weight} MB; it is made lighter before it is sent.` : `Ảnh nặng ${weight} MB, đang thu nhỏ rồi gửi.`, lighter: true };
  return { words: english ? `The file is ${weight} MB; at most 20 MB can be taken. Split it into smaller files.` : `Tệp nặng ${weight} MB, quá mức 20 MB. Tách thành nhiều tệp nhỏ rồi thêm từng tệp.` };
}

/* The photo as a JPEG of at most 3600 pixels; null where this browser cannot open it. */
export async function lighter(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const made = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  return new File([made], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
}

/* The faults of a photo; null where this browser cannot open it (HEIC, PDF): the server looks anyway. */
export async function faultsOf(file) {
  if (/pdf|tiff?$/i.test(file.type)) return null;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const given = [picture.width, picture.height];
    const scale = Math.min(1, LOOKED_AT / Math.max(...given));
    const [width, height] = given.map((side) => Math.max(1, Math.round(side * scale)));
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.fillStyle = "#fff";
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, 0, 0, width, height);
    picture.close();
    const { data } = context.getImageData(0, 0, width, height);
    const grey = new Uint8Array(width * height);
    for (let n = 0; n < grey.length; n += 1) grey[n] = (data[4 * n] * 299 + data[4 * n + 1] * 587 + data[4 * n + 2] * 114) / 1000;
    return lookAt(grey, width, height, given);
  } catch {
    return null;
  }
}
