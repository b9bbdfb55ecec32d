/* What is wrong with a picture of a page, seen before it is sent: the same rule as
   documents/rules/page_faults.py, on a grey picture of at most 1000 pixels. No page is needed to use it. */
export const LOOKED_AT = 1000;
const SMALLEST = 600;
const DARKEST = 70;
const COLUMNS = 3;
const ROWS = 4;
const LEAST_CONTRAST = 60;
const LEAST_SHARP = 0.42;
const FEW = 0.004;
const MANY = 0.4;
const DARKEST_INK = 0.002;
const INK = 150;
const EDGE = 3;
const FEWEST_ROWS = 8;
const FEWEST_COLUMNS = 16;
const LONGEST_RUN = 40;
const BLANK_INK = 0.0006;
const WHOLE = [0, 0, 1, 1];

/* grey: one byte a pixel, row by row; given: the size the picture has itself. */
export function lookAt(grey, width, height, given = [width, height]) {
  const faults = [];
  if (Math.min(...given) < SMALLEST) faults.push({ fault: "SMALL", box: WHOLE });
  if (Math.min(width, height) < 2 * EDGE * ROWS) return { faults, blank: false };
  const light = paperLight(grey, width, height);
  const lightest = middle(light);
  if (lightest < DARKEST) faults.push({ fault: "DARK", box: WHOLE });
  const level = flat(grey, width, height, light);
  for (const box of blurred(level, width, height)) faults.push({ fault: "BLURRED", box });
  for (const box of cut(level, width, height, light, lightest)) faults.push({ fault: "CUT", box });
  return { faults, blank: isBlank(level, width, height) };
}

function paperLight(grey, width, height) {
  const across = Math.max(8, Math.floor(width / 16));
  const down = Math.max(8, Math.floor(height / 16));
  let small = new Float32Array(across * down);
  for (let y = 0; y < down; y += 1) {
    const top = Math.floor((y * height) / down);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * height) / down));
    for (let x = 0; x < across; x += 1) {
      const left = Math.floor((x * width) / across);
      const right = Math.max(left + 1, Math.floor(((x + 1) * width) / across));
      let sum = 0;
      for (let row = top; row < bottom; row += 1) for (let column = left; column < right; column += 1) sum += grey[row * width + column];
      small[y * across + x] = sum / ((bottom - top) * (right - left));
    }
  }
  small = brightest(small, across, down);
  for (const radius of [3, 4, 3]) small = boxBlur(small, across, down, radius);
  return { values: small, width: across, height: down };
}

function brightest(values, width, height) {
  const found = new Float32Array(values.length);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    let most = 0;
    for (let dy = -2; dy <= 2; dy += 1) for (let dx = -2; dx <= 2; dx += 1) {
      most = Math.max(most, values[clamp(y + dy, height) * width + clamp(x + dx, width)]);
    }
    found[y * width + x] = most;
  }
  return found;
}

function boxBlur(values, width, height, radius) {
  const half = new Float32Array(values.length);
  const found = new Float32Array(values.length);
  const count = 2 * radius + 1;
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    let sum = 0;
    for (let d = -radius; d <= radius; d += 1) sum += values[y * width + clamp(x + d, width)];
    half[y * width + x] = sum / count;
  }
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    let sum = 0;
    for (let d = -radius; d <= radius; d += 1) sum += half[clamp(y + d, height) * width + x];
    found[y * width + x] = sum / count;
  }
  return found;
}

function clamp(place, size) {
  return place < 0 ? 0 : place >= size ? size - 1 : place;
}

function middle(light) {
  const left = Math.floor(light.width / 6);
  const right = Math.floor((light.width * 5) / 6);
  const top = Math.floor(light.height / 6);
  const bottom = Math.floor((light.height * 5) / 6);
  const levels = new Uint32Array(256);
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) levels[Math.round(light.values[y * light.width + x])] += 1;
  return atShare(levels, 0.5);
}

function flat(grey, width, height, light) {
  const level = new Uint8Array(grey.length);
  for (let y = 0; y < height; y += 1) {
    const down = ((y + 0.5) * light.height) / height - 0.5;
    const y0 = clamp(Math.floor(down), light.height);
    const y1 = clamp(Math.floor(down) + 1, light.height);
    const fy = down - Math.floor(down);
    for (let x = 0; x < width; x += 1) {
      const across = ((x + 0.5) * light.width) / width - 0.5;
      const x0 = clamp(Math.floor(across), light.width);
      const x1 = clamp(Math.floor(across) + 1, light.width);
      const fx = across - Math.floor(across);
      const top = light.values[y0 * light.width + x0] * (1 - fx) + light.values[y0 * light.width + x1] * fx;
      const bottom = light.values[y1 * light.width + x0] * (1 - fx) + light.values[y1 * light.width + x1] * fx;
      level[y * width + x] = Math.min(255, Math.floor((grey[y * width + x] * 250) / Math.max(20, Math.round(top * (1 - fy) + bottom * fy))));
    }
  }
  return level;
}

function blurred(level, width, height) {
  const sharp = new Map();
  for (let row = 0; row < ROWS; row += 1) for (let column = 0; column < COLUMNS; column += 1) {
    const [left, top, right, bottom] = part(width, height, column, row);
    const levels = new Uint32Array(256);
    const steps = new Uint32Array(256);
    let ink = 0;
    for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) {
      const here = level[y * width + x];
      levels[here] += 1;
      if (here < INK) ink += 1;
      const across = Math.abs(here - level[y * width + ((x + 2) % width)]);
      const down = Math.abs(here - level[((y + 2) % height) * width + x]);
      steps[Math.max(across, down)] += 1;
    }
    const share = ink / Math.max(1, (right - left) * (bottom - top));
    const contrast = atShare(levels, 0.9) - atShare(levels, DARKEST_INK);
    if (share >= FEW && share <= MANY && contrast >= LEAST_CONTRAST) {
      sharp.set([column, row], atShare(steps, 0.995) >= LEAST_SHARP * contrast);
    }
  }
  const bad = [...sharp].filter(([, good]) => !good).map(([place]) => place);
  if (!bad.length) return [];
  if (bad.length > sharp.size / 2) return [WHOLE];
  const columns = bad.map(([column]) => column);
  const rows = bad.map(([, row]) => row);
  const round = (value) => Math.round(value * 1000) / 1000;
  return [[
    round(Math.min(...columns) / COLUMNS), round(Math.min(...rows) / ROWS),
    round((Math.max(...columns) + 1) / COLUMNS), round((Math.max(...rows) + 1) / ROWS),
  ]];
}

function part(width, height, column, row) {
  const [w, h] = [width - 2, height - 2];
  return [
    Math.floor((w * column) / COLUMNS), Math.floor((h * row) / ROWS),
    Math.floor((w * (column + 1)) / COLUMNS), Math.floor((h * (row + 1)) / ROWS),
  ];
}

function cut(level, width, height, light, lightest) {
  const found = [];
  const sides = [
    { box: [0, 0, 0.06, 1], upright: true, at: 0, shade: 0 },
    { box: [0.94, 0, 1, 1], upright: true, at: width - EDGE, shade: light.width - 1 },
    { box: [0, 0, 1, 0.05], upright: false, at: 0, shade: 0 },
    { box: [0, 0.95, 1, 1], upright: false, at: height - EDGE, shade: light.height - 1 },
  ];
  for (const side of sides) {
    const shades = new Uint32Array(256);
    const length = side.upright ? light.height : light.width;
    for (let n = 0; n < length; n += 1) {
      const place = side.upright ? n * light.width + side.shade : side.shade * light.width + n;
      shades[Math.round(light.values[place])] += 1;
    }
    if (atShare(shades, 0.5) < 0.7 * lightest) continue;
    const along = side.upright ? height : width;
    let letters = 0;
    let inked = 0;
    let run = 0;
    for (let n = 0; n <= along; n += 1) {
      let sum = 0;
      for (let d = 0; d < EDGE && n < along; d += 1) {
        sum += side.upright ? level[n * width + side.at + d] : level[(side.at + d) * width + n];
      }
      if (n < along && sum / EDGE < INK) run += 1;
      else {
        inked += run;
        if (run >= 2 && run <= LONGEST_RUN) letters += 1;
        run = 0;
      }
    }
    if (letters >= (side.upright ? FEWEST_ROWS : FEWEST_COLUMNS) && inked < along / 2) found.push(side.box);
  }
  return found;
}

function isBlank(level, width, height) {
  const [left, top] = [Math.floor(width / 16), Math.floor(height / 16)];
  const [right, bottom] = [Math.floor((width * 15) / 16), Math.floor((height * 15) / 16)];
  let ink = 0;
  for (let y = top; y < bottom; y += 1) for (let x = left; x < right; x += 1) if (level[y * width + x] < INK) ink += 1;
  return ink < BLANK_INK * Math.max(1, (right - left) * (bottom - top));
}

function atShare(levels, share) {
  let whole = 0;
  for (const count of levels) whole += count;
  let seen = 0;
  for (let level = 0; level < 256; level += 1) {
    seen += levels[level];
    if (seen >= share * whole) return level;
  }
  return 255;
}

/* Where a fault is, and what to do about it, in the words of the server. */
export function faultWords({ fault, box }, english = false) {
  const [vi, en] = placeWords(box);
  const said = {
    SMALL: ["Ảnh nhỏ quá, chữ khó đọc. Chụp lại gần hơn.", "The picture is too small to read. Move closer."],
    DARK: ["Ảnh tối. Chụp lại ở chỗ sáng.", "The picture is dark. Take it again in good light."],
    CUT: [`Mất mép giấy ở ${vi || "cả trang"}. Chụp lại đủ bốn góc.`, `The paper is cut off at the ${en || "edges"}. Take it again with all four corners.`],
    BLURRED: [
      vi ? `Ảnh bị mờ ở ${vi}. Giữ yên máy rồi chụp lại.` : "Ảnh bị mờ. Giữ yên máy rồi chụp lại.",
      en ? `The picture is blurred at the ${en}. Hold still and take it again.` : "The picture is blurred. Hold still and take it again.",
    ],
  }[fault];
  return said[english ? 1 : 0];
}

function placeWords([left, top, right, bottom]) {
  const [across, down, wide, high] = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
  const side = wide > 0.7 || (across >= 0.36 && across <= 0.64) ? "" : across < 0.5 ? "trái" : "phải";
  const level = high > 0.7 || (down >= 0.36 && down <= 0.64) ? "" : down < 0.5 ? "trên" : "dưới";
  const english = { trái: "left", phải: "right", trên: "top", dưới: "bottom" };
  if (side && level) return [`góc ${level} bên ${side}`, `${english[level]} ${english[side]} corner`];
  if (level) return [`phía ${level}`, english[level]];
  if (side) return [`bên ${side}`, `${english[side]} side`];
  return wide > 0.7 && high > 0.7 ? ["", ""] : ["giữa trang", "middle"];
}
