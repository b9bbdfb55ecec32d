/* Conditions of a content: the JSONLogic of catalogue/rules/conditions.py, with Python's meaning of truth and order.
   A test puts both through every procedure in force. */
const isNumber = (a) => typeof a === "number" || typeof a === "boolean";

function number(a) {
  if (isNumber(a)) return Number(a);
  if (a === null || a === undefined) return 0;
  if (Array.isArray(a)) return a.length === 0 ? 0 : a.length > 1 ? NaN : number(a[0]);
  if (typeof a === "object") return NaN;
  const text = a.trim();
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}

function text(a) {
  if (typeof a === "string") return a;
  if (a === null || a === undefined) return "null";
  if (Array.isArray(a)) return a.map(text).join(",");
  return typeof a === "object" ? "[object Object]" : String(a);
}

export function truth(a) {
  if (a === null || a === undefined) return false;
  if (typeof a === "boolean") return a;
  if (typeof a === "number") return a !== 0 && !Number.isNaN(a);
  if (typeof a === "string" || Array.isArray(a)) return a.length > 0;
  return true;
}

function equal(a, b) {
  a ??= null;
  b ??= null;
  if (typeof a === typeof b && Array.isArray(a) === Array.isArray(b) && a !== null && b !== null) return a === b;
  if (isNumber(a) || isNumber(b)) return (a !== null || isNumber(b)) && number(a) === number(b);
  if (a === null || b === null) return a === b;
  return text(a) === text(b);
}

function compare(a, b, numbers, texts) {
  if (isNumber(a) || isNumber(b)) return numbers(number(a), number(b));
  if (typeof a === "string" || typeof b === "string") return texts(text(a), text(b));
  return numbers(number(a), number(b));
}

function ordered(numbers) {
  return (a, b, c) => {
    const first = compare(a, b, numbers, numbers);
    return c === undefined || c === null ? first : first && compare(b, c, numbers, numbers);
  };
}

function read(data, name, otherwise = null) {
  if (name === null || name === undefined || name === "") return data;
  let found = data;
  for (const part of String(name).split(".")) {
    if (found === null || found === undefined) return otherwise;
    if (typeof found === "string" || Array.isArray(found)) {
      if (part === "length") found = found.length;
      else found = /^(0|[1-9]\d*)$/.test(part) ? found[Number(part)] : undefined;
    } else found = typeof found === "object" && Object.hasOwn(found, part) ? found[part] : undefined;
  }
  return found ?? otherwise;
}

const OPERATORS = {
  "==": equal,
  "!=": (a, b) => !equal(a, b),
  "===": (a, b) => a === b,
  "!==": (a, b) => a !== b,
  "<": ordered((a, b) => a < b),
  ">": ordered((a, b) => a > b),
  "<=": ordered((a, b) => a <= b),
  ">=": ordered((a, b) => a >= b),
  "!": (a) => !truth(a),
  "!!": truth,
  "+": (...all) => all.reduce((sum, one) => sum + number(one), 0),
  "*": (...all) => all.reduce((product, one) => product * number(one), 1),
  "-": (a, b) => (b === undefined || b === null ? -number(a) : number(a) - number(b)),
  max: (...all) => Math.max(...all.map(number)),
  min: (...all) => Math.min(...all.map(number)),
  in: (needle, hay) => (Array.isArray(hay) ? hay.includes(needle) : typeof hay === "string" && hay.includes(text(needle))),
};

function apply(logic, data) {
  if (Array.isArray(logic)) return logic.map((item) => apply(item, data));
  if (logic === null || typeof logic !== "object" || Object.keys(logic).length !== 1) return logic;
  const [operator] = Object.keys(logic);
  const given = Array.isArray(logic[operator]) ? logic[operator] : [logic[operator]];
  if (operator === "if") {
    let place = 0;
    for (; place < given.length - 1; place += 2) if (truth(apply(given[place], data))) return apply(given[place + 1], data);
    return place < given.length ? apply(given[place], data) : null;
  }
  if (operator === "and" || operator === "or") {
    let last = null;
    for (const item of given) {
      last = apply(item, data);
      if (truth(last) === (operator === "or")) return last;
    }
    return last;
  }
  const values = given.map((item) => apply(item, data));
  if (operator === "var") return read(data, ...values);
  if (!Object.hasOwn(OPERATORS, operator)) throw new Error(`unknown operator ${operator}`);
  return OPERATORS[operator](...values);
}

/** Whether a condition is met; no condition is always met. */
export function holds(condition, { answers = {}, values = {}, today = "" } = {}) {
  if (condition === null || condition === undefined) return true;
  if (typeof condition === "boolean") return condition;
  return truth(apply(condition, { answers, values, today }));
}

/** Whether a condition hangs on what is entered in the form. */
export function readsValues(condition) {
  if (Array.isArray(condition)) return condition.some(readsValues);
  if (condition === null || typeof condition !== "object") return false;
  return Object.entries(condition).some(([operator, given]) => {
    if (operator !== "var") return readsValues(given);
    return String(Array.isArray(given) ? given[0] : given).startsWith("values.");
  });
}
