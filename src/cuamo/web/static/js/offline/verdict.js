/* What an answer of the server means for one dossier that is being sent. One dossier never holds up the others. */

export const MOST_TRIES = 8;
const ANEW = ["bring.visit_ended", "bring.sent_already", "bring.other_person", "visit.other_clerk"];
const CONFLICT = ["bring.changed", ...ANEW];
const RETURN = ["cash.not_booked", "cash.not_owed", "cash.differs"];

/** "sign-in" (nothing can be sent until somebody signs in), "look" (this one needs the clerk), or "again". */
export function refusal(status) {
  if (status === 401) return "sign-in";
  return [400, 403, 404, 409, 413, 422].includes(status) ? "look" : "again";
}

export const FAILED = {
  code: "pc.tries", where: "send", vi: "Gửi nhiều lần mà máy chủ không nhận được hồ sơ này.",
  hint_vi: "Bấm Gửi lại. Vẫn thế thì lưu tệp cứu hộ và gọi tổng đài kỹ thuật, đọc số tạm.",
};

/** What becomes of a dossier that did not arrive: the line being down counts for nothing, an answer that does not help
    counts as a try. */
export function afterFailure(item, { answered }) {
  const tries = (item.tries ?? 0) + (answered ? 1 : 0);
  return tries >= MOST_TRIES ? { tries: 0, state: "look", progress: null, reasons: [FAILED] } : { tries, state: "waiting", progress: null };
}

/** What the clerk can choose, by the reasons the server gave to this act. */
export function choicesFor(reasons, act) {
  const codes = reasons.map((reason) => reason.code);
  const any = (list) => codes.some((code) => list.includes(code));
  const shift = any(["cash.shift_closed"]) || (any(["cash.not_booked"]) && act?.resolve === "server");
  return { conflict: any(CONFLICT), anew: any(ANEW), shift: shift && Boolean(act?.cash), returned: any(RETURN) && Boolean(act?.cash) };
}

/** The step of the bench at which it is mended. */
export function stepToMend(reasons) {
  const codes = reasons.map((reason) => reason.code ?? "");
  if (codes.includes("procedure.newer_version")) return 3;
  return codes.some((code) => code.startsWith("cash.")) ? 9 : 7;
}

/** The act as it is sent again after the clerk has chosen. The ids of a visit begun with the network stay. */
export function actAgain(act, choice, { reasons, mark }) {
  const { anew } = choicesFor(reasons, act);
  if (choice === "server") return { ...act, resolve: "server" };
  if (choice === "shift" && act.cash) return { ...act, cash: { ...act.cash, in_open_shift: true } };
  if (choice === "returned" && act.cash) return { ...act, cash: { ...act.cash, returned: true } };
  if (choice === "mine") return { ...act, ...(anew ? { resolve: "new" } : { base_mark: mark }) };
  return act;
}
