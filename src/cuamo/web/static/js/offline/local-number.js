/* The number of a provisional slip, by the rule of kernel/identifiers/local_number.py. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

function checkCharacter(body) {
  let carry = 36;
  for (const char of body) carry = (((carry + VALUES.indexOf(char)) % 36 || 36) * 2) % 37;
  return VALUES[(37 - carry) % 36];
}

/** @param device UUID; @param day `2026-11-26`; @param serial from 1. */
export function localNumber(device, day, serial) {
  const bits = Number(BigInt(`0x${device.replaceAll("-", "")}`) >> 103n);
  const part = [20, 15, 10, 5, 0].map((shift) => LETTERS[(bits >> shift) & 31]).join("");
  const body = `T${part}${day.slice(2).replaceAll("-", "")}${String(serial).padStart(3, "0")}`;
  return `${body.slice(0, 6)}-${body.slice(6, 12)}-${body.slice(12)}-${checkCharacter(body)}`;
}
