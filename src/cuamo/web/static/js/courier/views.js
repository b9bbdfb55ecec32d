/* G1–G3 as the phone draws them: `{page, area, title, back, body, actions}`. One thing to do, at the thumb. */
import { canScan } from "./camera.js";
import { html, icon, notice } from "../offline/draw.js";
import { clock } from "../offline/words.js";

const WORDS = {
  ON_MANIFEST: ["Chưa quét nhận", "clock"],
  PICKED_UP: ["Đã nhận, chưa đi giao", "parcel"],
  OUT_FOR_DELIVERY: ["Đang đi giao", "truck"],
  FAILED_ATTEMPT: ["Chưa giao được, sẽ giao lại", "refresh"],
  DELIVERED: ["Đã trao tận tay", "check-circle"],
  RETURNING: ["Mang về điểm, quét trả", "undo"],
  RETURNED: ["Đã quét trả", "undo"],
  NOT_FETCHED: ["Đã ghi chưa lấy được", "refresh"],
};
const KINDS = { take: "Quét nhận", go: "Đi giao", hand: "Trao tận tay", fetch: "Lấy giấy tờ", fail: "Chưa giao được", back: "Quét trả", close: "Kết thúc chuyến" };
const here = (stop) => ["DELIVERED", "RETURNED", "NOT_FETCHED"].includes(stop.state);
const toFetch = (stop) => stop.fetch && stop.state === "ON_MANIFEST";

function words(stop) {
  if (stop.look) return ["Cần xem", "warning"];
  if (toFetch(stop)) return [stop.recalled ? "Không phải lấy nữa" : "Tới lấy giấy tờ gốc", "paper"];
  if (stop.direction !== "RESULT" && stop.state === "PICKED_UP") return ["Giấy tờ gốc: mang tới nơi nhận, quét trả", "paper"];
  if (stop.recalled && !here(stop)) return ["Gọi về: mang về điểm, không giao", "undo"];
  return WORDS[stop.state] ?? [stop.state, "info"];
}

/* Papers in hand go to the authority, whoever gave them. */
const goal = (stop) => (stop.to && ["PICKED_UP", "RETURNED"].includes(stop.state) ? stop.to : stop);
const waits = (stop) => stop.waits && html` <span class="small">· chờ gửi</span>`;
const link = (href, mark, text, more = "main") => html`<div><a class="button ${more}" href="${href}">${icon(mark)} ${text}</a></div>`;

function windowsNow(view) {
  const hour = (new Date().getUTCHours() + 7) % 24;
  const left = view.pack.windows.filter((window) => Number(window.slice(6, 8)) > hour);
  return left.length ? left : view.pack.windows.slice(-1);
}

const options = (values, chosen) => values.map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>`);
const windowField = (view) => html`<div class="field"><label class="label" for="id_window">Khung giờ báo người nhận</label><select id="id_window" name="window">${options(windowsNow(view).map((window) => [window, window]))}</select></div>`;
const noCode = (online) => !online && notice("warning", "offline", "Mất mạng: người nhận chưa được báo mã. Tới nơi thì xem căn cước và lấy chữ ký, hoặc đợi có mạng rồi bấm.");

const unsentLine = (view) => view.unsent.length > 0 && html`<p class="actions"><a class="button quiet" href="#cho-gui">${icon(view.looks.length ? "warning" : "send")} ${view.looks.length ? `${view.looks.length} việc cần xem` : `${view.unsent.length} việc chờ gửi`}</a></p>`;

/** G1: the runs. */
export function runList(view) {
  const rows = view.runs.map((run) => html`<li><a href="#chuyen/${run.id}">${icon(run.closed || run.closing ? "check-circle" : "truck")}<span><strong class="so">${run.number}</strong><small>${
    run.closed || run.closing ? "Đã kết thúc" : run.waiting ? `Còn ${run.waiting} phong bì chưa quét nhận` : `Đã trao ${run.given}/${run.stops.length}`}</small></span>${icon("arrow-right")}</a></li>`);
  return {
    page: "G1", area: "Chuyến giao", title: "Chuyến giao", back: null,
    body: html`<h1>Chuyến hôm nay</h1>${unsentLine(view)}<p class="actions"><a class="button quiet" href="/giao/tui-tien">${icon("money")} Túi tiền mặt</a></p>${rows.length ? html`<ul class="list">${rows}</ul>` : notice("info", "truck", "Chưa có chuyến. Khi điểm lập bảng kê và có mạng, chuyến hiện ở đây.")}`,
    actions: link("#quet/nhan", "scan", "Quét phong bì, túi"),
  };
}

function count(run) {
  return html`<dl class="run-count"><div><dt>Đã nhận</dt><dd class="so">${run.taken}/${run.stops.length}</dd></div><div><dt>Đã trao</dt><dd class="so">${run.given}/${run.stops.length}</dd></div><div><dt>Tiền thu</dt><dd class="so">0 ₫</dd></div></dl>`;
}

/** G1: one run, its stops in order: those still to do first. */
export function oneRun(view, run, online) {
  const order = [...run.stops].sort((a, b) => here(a) - here(b) || a.order - b.order);
  const rows = order.map((stop) => {
    const [word, mark] = words(stop);
    const when = toFetch(stop) ? stop.agreed && `hẹn ${stop.agreed}` : stop.state === "FAILED_ATTEMPT" ? stop.agreed : stop.state === "OUT_FOR_DELIVERY" ? stop.window : "";
    return html`<li><a href="#phong-bi/${stop.id}" class="stop ${stop.look ? "look" : here(stop) ? "done" : ""}"><span class="stop-number" aria-hidden="true">${stop.order}</span><span><strong>${goal(stop).name}</strong><small class="break">${goal(stop).address}</small><small class="stop-word">${icon(mark)} <span>${word}${when && `, ${when}`}${waits(stop)}</span></small></span></a></li>`;
  });
  let actions = link("#quet/tra", "undo", "Quét trả về điểm", "");
  if (run.closed || run.closing) actions = "";
  else if (run.waiting) actions = link("#quet/nhan", "scan", `Quét nhận, còn ${run.waiting}`);
  else if (run.ready.length) actions = html`<form data-do="go-all" data-run="${run.id}">${noCode(online)}${windowField(view)}<button type="submit" class="button main">${icon("truck")} Đi giao ${run.ready.length} phong bì</button></form>`;
  else if (run.finished) actions = html`<form data-do="close" data-run="${run.id}"><button type="submit" class="button go">${icon("check")} Kết thúc chuyến</button></form>`;
  else if (run.out) {
    const next = order.find((stop) => stop.state === "OUT_FOR_DELIVERY");
    actions = link(`#phong-bi/${next.id}`, "pin", `Tới số ${next.order}`);
  } else if (order.some(toFetch)) {
    const next = order.find(toFetch);
    actions = link(`#phong-bi/${next.id}`, "pin", `Tới số ${next.order} lấy giấy tờ`);
  }
  return {
    page: "G1", area: "Chuyến", title: `Chuyến ${run.number}`, back: ["#", "Các chuyến"],
    body: html`<h1 class="so">${run.number}</h1>${run.gone && notice("warning", "warning", "Máy chủ không còn giao chuyến này cho máy. Việc chưa gửi vẫn giữ ở đây.")}${count(run)}${unsentLine(view)}${run.bags.length > 0 && html`<ul class="list">${run.bags.map((bag) => html`<li><span class="stop ${bag.look ? "look" : bag.given || bag.over ? "done" : ""}"><span class="stop-number" aria-hidden="true">T</span><span><strong class="so">${bag.number}</strong><small>${bag.labels.length} phong bì, niêm phong ${bag.seal}</small><small class="stop-word">${icon(bag.look ? "warning" : bag.given || bag.over ? "check-circle" : bag.taken ? "truck" : "clock")} <span>${bag.look ? "Cần xem" : bag.over ? "Nơi nhận đã nhận" : bag.given ? "Đã quét trả" : bag.taken ? `Đang đi tới ${bag.to}` : "Chưa quét nhận"}${waits(bag)}</span></small></span></span></li>`)}</ul>`}<ol class="list">${rows.length ? rows : !run.bags.length && html`<li>Bảng kê chưa có phong bì.</li>`}</ol>
      ${!run.closed && !run.closing && !run.finished && html`<details class="card"><summary>Kết thúc khi còn phong bì, túi chưa rõ</summary><form class="form" data-do="close" data-run="${run.id}"><div class="field"><label class="label" for="id_words">Chúng đang ở đâu, vì sao</label><p class="hint" id="words-goi-y">Mỗi phong bì, túi còn lại thành một cảnh báo cho điều phối viên.</p><textarea id="id_words" name="words" rows="3" maxlength="200" aria-describedby="words-goi-y"></textarea></div><button type="submit" class="button">Kết thúc chuyến</button></form></details>`}`,
    actions,
  };
}

/** G2: scan in, or back out at a point. */
export function scan(view, way, answer, online) {
  const back = way === "tra";
  const run = answer?.run ?? view.runs.find((one) => !one.closed && (back || one.waiting)) ?? view.runs.find((one) => !one.closed);
  const tab = (key, name) => html`<a href="#quet/${key}"${way === key && html` aria-current="page"`}>${name}</a>`;
  return {
    page: "G2", area: "Quét", title: back ? "Quét trả" : "Quét nhận", back: run ? [`#chuyen/${run.id}`, "Về chuyến"] : ["#", "Các chuyến"],
    body: html`<h1>${back ? "Quét trả về điểm" : "Quét nhận vào chuyến"}</h1><nav class="tabs" aria-label="Chiều quét">${tab("nhan", "Nhận vào")}${tab("tra", "Trả về điểm")}</nav>
      ${answer && html`<div class="notice ${answer.kind}" role="${answer.kind === "error" ? "alert" : "status"}">${icon(answer.kind === "success" ? "check-circle" : answer.kind === "info" ? "info" : "warning")}<div class="break"><p><strong>${answer.text}</strong></p>${answer.hint && html`<p>${answer.hint}</p>`}</div></div>`}
      ${run && html`<p class="scan-count">${back ? "Mang về còn" : "Đã nhận"} <strong class="so">${back ? run.back : `${run.taken}/${run.stops.length}`}</strong></p>`}
      ${canScan() && html`<video id="may-anh" class="scan-view" playsinline muted hidden></video><p class="actions"><button type="button" class="button" data-do="camera">${icon("camera")} Quét bằng máy ảnh</button></p>`}
      ${!canScan() && html`<form class="stack"><label class="label" for="id_photo">Hoặc chụp mã vạch trên nhãn</label><input type="file" id="id_photo" accept="image/*" capture="environment" data-photo="label"${!online && html` disabled aria-describedby="id_photo-goi-y"`}>${!online && html`<p class="hint" id="id_photo-goi-y">Máy này không tự đọc ảnh. Mất mạng thì gõ 13 ký tự.</p>`}</form>`}`,
    actions: html`<form data-do="scan" data-way="${way}"><div class="field"><label class="label" for="id_label">Mã trên nhãn</label><p class="hint" id="label-goi-y">Máy quét tự điền, hoặc gõ mã của phong bì, túi</p><input id="id_label" name="label" class="so scan-box" autocapitalize="characters" autocomplete="off" spellcheck="false" aria-describedby="label-goi-y"></div><button type="submit" class="button main">${icon("check")} ${back ? "Ghi đã trả" : "Ghi đã nhận"}</button></form>`,
  };
}

const radios = (name, values, chosen = "") => values.map(([value, text]) => html`<label class="choice"><input type="radio" name="${name}" value="${value}"${value === chosen && html` checked`}><span>${text}</span></label>`);

/* Who takes it, and what has to be seen of them: only what the rule of this envelope asks for. */
function taker(view, stop, byCode) {
  const asked = (one) => [...new Set([...one.needs, ...(byCode ? [] : one.without_code)])].filter((need) => need !== "NAMED");
  const all = [...new Set(stop.rule.takers.flatMap(asked))];
  const first = stop.rule.takers[0];
  const lists = Object.fromEntries(stop.rule.takers.map((one) => [one.relation, asked(one)]));
  return html`<div class="stack" data-taker="${JSON.stringify(lists)}">${byCode && stop.rule.takers.length > 1
    ? html`<div class="field"><label class="label" for="id_relation">Ai nhận</label><select id="id_relation" name="relation">${options(stop.rule.takers.map((one) => [one.relation, one.word]), first.relation)}</select></div>`
    : html`<fieldset class="field"><legend class="label">Ai nhận</legend><div class="choices">${radios("relation", stop.rule.takers.map((one) => [one.relation, one.word]), first.relation)}</div></fieldset>`}
    ${stop.named.length > 0 && html`<fieldset class="field" data-named><legend class="label">Người có tên được nhận</legend><div class="choices">${stop.named.map((one) => html`<label class="choice" data-of="${one.relation}"${one.relation !== first.relation && html` hidden`}><input type="radio" name="taker_ref" value="${one.ref}"><span>${one.name}</span></label>`)}</div></fieldset>`}
    ${all.map((need) => html`<label class="choice" data-need="${need}"${!asked(first).includes(need) && html` hidden`}><input type="checkbox" name="seen" value="${need}"><span>${view.pack.needs[need]}</span></label>`)}</div>`;
}

function withoutCode(view, stop, open) {
  return html`<details class="card"${open && html` open data-drawn="open"`}><summary>${open ? "Trao bằng chữ ký hoặc ảnh" : "Người nhận không có mã"}</summary><form class="form" data-do="hand-seen"><p class="hint">${stop.rule.say}</p>
    ${taker(view, stop, false)}
    <p class="label" id="ky-ten">Ký tên vào khung</p><canvas class="sign-area" data-sign="#id_signature" role="img" aria-labelledby="ky-ten"></canvas><input type="hidden" id="id_signature" name="signature">
    <p class="actions"><button type="button" class="button quiet" data-sign-clear>Ký lại</button></p>
    <label class="label" for="id_taken">Không ký được: chụp người nhận cầm phong bì</label><input type="file" id="id_taken" accept="image/*" capture="environment">
    <button type="submit" class="button go">${icon("signature")} Trao, có chữ ký hoặc ảnh</button></form></details>`;
}

/* Counted, sealed and signed at the door of who gives the papers. */
function fetching(stop) {
  return html`${notice("info", "paper", `Đếm cùng người giao từng giấy bỏ vào phong bì, niêm phong trước mặt họ, rồi mời ký. Nơi nhận chờ ${stop.papers} giấy.`)}
    <form class="form card" data-do="fetch" id="lay">
    <div class="field"><label class="label" for="id_papers">Số giấy tờ đã đếm</label><input id="id_papers" name="papers" class="so width-code" inputmode="numeric" maxlength="2" autocomplete="off"></div>
    <div class="field"><label class="label" for="id_seal">Số niêm phong</label><input id="id_seal" name="seal" class="so" maxlength="20" autocapitalize="characters" autocomplete="off" spellcheck="false"></div>
    <p class="label" id="ky-ten">Người giao ký vào khung</p><canvas class="sign-area" data-sign="#id_signature" role="img" aria-labelledby="ky-ten"></canvas><input type="hidden" id="id_signature" name="signature">
    <p class="actions"><button type="button" class="button quiet" data-sign-clear>Ký lại</button></p>
    <label class="label" for="id_taken">Không ký được: chụp phong bì đã niêm phong</label><input type="file" id="id_taken" accept="image/*" capture="environment"></form>`;
}

function notDelivered(view, stop) {
  const last = stop.attempts + 1 >= view.pack.most_attempts;
  const [not, after] = stop.fetch ? ["Chưa lấy được", "Không tới nữa; người giao mang giấy ra điểm."] : ["Chưa giao được", "Phong bì sẽ về điểm gần nhất."];
  return html`<details class="card"><summary>${not}</summary><form class="form" data-do="fail">
    <fieldset class="field"><legend class="label">Vì sao</legend><div class="choices">${radios("reason", view.pack.reasons)}</div></fieldset>
    ${last ? notice("warning", "undo", `Đây là lần thứ ${stop.attempts + 1}. ${after}`) : html`<div class="field"><label class="label" for="id_next">Hẹn lại với ${stop.fetch ? "người giao" : "người nhận"}</label><select id="id_next" name="next_window"><option value="">Chưa hẹn được</option>${options(view.pack.slots.map((slot) => [slot, slot]))}</select></div>`}
    <div class="field"><label class="label" for="id_note">Ghi thêm <span class="optional">(không bắt buộc)</span></label><input id="id_note" name="note" maxlength="200" autocomplete="off"></div>
    <label class="label" for="id_door">Ảnh cửa nhà <span class="optional">(không bắt buộc)</span></label><input type="file" id="id_door" accept="image/*" capture="environment">
    <button type="submit" class="button">${icon("refresh")} Ghi ${not.toLowerCase()}</button></form></details>`;
}

/** G3: one envelope at the door. */
export function door(view, run, stop, { left, error, online }) {
  const [word, mark] = words(stop);
  const out = stop.state === "OUT_FOR_DELIVERY" && !stop.recalled && !stop.look && !stop.gone;
  const byCode = out && stop.check && left > 0;
  const fetch = toFetch(stop) && !stop.recalled && !stop.look && !stop.gone;
  let actions = "";
  if (stop.look) actions = link("#cho-gui", "warning", "Xem việc này");
  else if (fetch) actions = html`<div><button type="submit" form="lay" class="button go">${icon("check")} Đã nhận giấy tờ</button></div>`;
  else if (toFetch(stop)) actions = link(`#chuyen/${run.id}`, "undo", "Về chuyến", "");
  else if (stop.direction !== "RESULT" && stop.state === "PICKED_UP") actions = link("#quet/tra", "undo", "Quét trả ở nơi nhận");
  else if (stop.recalled && !here(stop)) actions = link("#quet/tra", "undo", "Quét trả");
  else if (byCode) {
    actions = html`<form data-do="hand-code"><div class="field ${error && "has-error"}"><label class="label" for="id_pin">Mã nhận 4 số</label>${error ? html`<p class="error" id="pin-loi" role="alert">${icon("warning")}<span>${error}</span></p>` : html`<p class="hint" id="pin-goi-y">Người nhận đọc khi đã cầm phong bì${left < view.pack.most_tries ? `. Còn ${left} lần thử` : ""}</p>`}
      <input id="id_pin" name="pin" class="so width-code pin-box" inputmode="numeric" maxlength="4" autocomplete="off" aria-describedby="${error ? "pin-loi" : "pin-goi-y"}"${error && html` aria-invalid="true"`}></div>${(stop.rule.takers.length > 1 || stop.rule.takers[0].needs.length > 0) && html`<details class="who"><summary>Trao cho <span data-who>${stop.rule.takers[0].word.toLowerCase()}</span></summary>${taker(view, stop, true)}</details>`}<button type="submit" class="button go">${icon("check")} Trao tận tay</button></form>`;
  } else if (["PICKED_UP", "FAILED_ATTEMPT"].includes(stop.state) && !stop.gone) {
    actions = html`<form data-do="go">${noCode(online)}${windowField(view)}<button type="submit" class="button main">${icon("truck")} Đi giao</button></form>`;
  } else if (stop.state === "ON_MANIFEST") actions = link("#quet/nhan", "scan", "Quét nhận");
  else if (stop.state === "RETURNING") actions = link("#quet/tra", "undo", "Quét trả");
  else if (stop.state === "DELIVERED") {
    const next = run.stops.filter((one) => one.state === "OUT_FOR_DELIVERY").sort((a, b) => a.order - b.order)[0];
    actions = next ? link(`#phong-bi/${next.id}`, "pin", `Tới số ${next.order}`) : link(`#chuyen/${run.id}`, "check", "Về chuyến");
  }
  const call = stop.callable && stop.direction === "RESULT" && !here(stop) && (online ? html`<p class="actions"><a class="button" href="/giao/phong-bi/${stop.id}/goi">${icon("phone")} Gọi người nhận</a></p>` : html`<p class="hint">${icon("phone")} Gọi người nhận cần mạng: máy này không giữ số điện thoại.</p>`);
  return {
    page: "G3", area: toFetch(stop) ? "Tới lấy" : "Trao", title: `Phong bì ${stop.label}`, back: [`#chuyen/${run.id}`, "Về chuyến"],
    body: html`<h1>${goal(stop).name}</h1><p class="lead break">${goal(stop).address}</p><p class="stop-word">${icon(mark)} <span><strong>${word}</strong>${stop.state === "OUT_FOR_DELIVERY" && stop.window && `, ${stop.window}`}${waits(stop)}</span></p>${call}
      ${stop.gone && notice("warning", "warning", "Phong bì này không còn trong chuyến của máy. Hỏi điểm giao.")}
      ${out && !stop.check && notice("info", "info", "Chưa có mã để so trên máy này. Xem căn cước rồi lấy chữ ký hoặc ảnh.")}
      ${out && stop.check && left < 1 && notice("warning", "warning", "Đã thử sai 5 lần. Xem căn cước rồi lấy chữ ký, hoặc ghi chưa giao được để người nhận có mã mới.")}
      ${fetch && html`${fetching(stop)}${notDelivered(view, stop)}`}
      ${out && html`${withoutCode(view, stop, !byCode)}${notDelivered(view, stop)}`}
      <dl class="facts"><div class="wide"><dt>Phong bì</dt><dd class="so">${stop.label}</dd></div>${stop.seal && html`<div><dt>Niêm phong</dt><dd class="so">${stop.seal}</dd></div>`}<div><dt>${toFetch(stop) ? "Lần tới" : "Lần giao"}</dt><dd class="so">${Math.min(stop.attempts + 1, view.pack.most_attempts)}/${view.pack.most_attempts}</dd></div><div><dt>Tiền thu</dt><dd class="so">0 ₫</dd></div>${stop.agreed && html`<div><dt>Đã hẹn</dt><dd>${stop.agreed}</dd></div>`}</dl>`,
    actions,
  };
}

/** What is not sent yet, and what has to be looked at. Nothing here can be removed by hand. */
export function unsent(view) {
  const line = (act) => html`<li class="card ${act.state === "look" ? "need" : ""}"><h2>${KINDS[act.kind]} <span class="so">${act.label}</span></h2><p>${act.state === "look" ? "Cần xem" : "Chờ gửi"} · lúc <span class="so">${clock(Date.parse(act.at))}</span></p>${
    act.state === "look" && html`<ul class="plain-list">${act.picture_refused && html`<li>Máy chủ không nhận ảnh này. Ảnh vẫn còn trên máy.</li>`}${act.reasons.map((reason) => html`<li><strong>${reason.vi}</strong> ${reason.hint}</li>`)}</ul><p class="actions"><button type="button" class="button" data-do="again" data-act="${act.key}">${icon("send")} Gửi lại<span class="hidden"> ${act.label}</span></button></p>`}</li>`;
  const rows = [...view.looks, ...view.unsent.filter((act) => act.state !== "look")];
  return {
    page: "G1", area: "Chờ gửi", title: "Việc chờ gửi", back: ["#", "Các chuyến"],
    body: html`<h1>Việc chờ gửi</h1>${view.looks.length > 0 && notice("warning", "warning", "Việc cần xem đã tới máy chủ, kèm chữ ký và ảnh. Điểm giao xem rồi trả lời. Không mất gì.")}${rows.length ? html`<ul class="plain-list stack">${rows.map(line)}</ul>` : html`<p>${icon("check-circle")} Đã gửi hết.</p>`}`,
    actions: view.unsent.length > view.looks.length ? html`<form data-do="send"><button type="submit" class="button main">${icon("send")} Gửi ngay</button></form>` : "",
  };
}

/** The PIN: set it, give it, or set a new one after a full sign-in. */
export function gate({ kind, left, words: fault, others }) {
  const say = {
    set: ["Đặt mã PIN", "6 số. Mã này khóa mọi thứ máy giữ khi giao cả ngày không có mạng."],
    open: ["Nhập mã PIN", `Mất mạng vẫn mở được. Còn ${left} lần thử.`],
    recover: ["Quên mã PIN", "Có mạng thì đăng nhập lại đủ hai bước, quay lại đây trong 5 phút rồi đặt mã PIN mới. Không mất gì."],
  }[kind];
  const box = (name, text) => html`<div class="field ${fault && "has-error"}"><label class="label" for="id_${name}">${text}</label><input id="id_${name}" name="${name}" type="password" inputmode="numeric" maxlength="6" autocomplete="off" class="so width-code pin-box"></div>`;
  return {
    page: "G1", area: "Chuyến giao", title: say[0], back: null,
    body: html`<h1>${say[0]}</h1><p>${say[1]}</p>${others && notice("warning", "lock", "Máy này còn việc chưa gửi của bưu tá khác. Mời người đó đăng nhập để gửi; không ai khác xem hay xóa được.")}${fault && notice("error", "warning", fault)}`,
    actions: html`<form data-do="pin" data-kind="${kind}">${box("p", "Mã PIN 6 số")}${kind !== "open" && box("again", "Nhập lại mã PIN")}<button type="submit" class="button main">${icon("lock")} ${kind === "open" ? "Mở" : "Đặt mã PIN"}</button>${kind === "recover" && html`<a class="button" href="/dang-nhap/?next=/giao/may/">Đăng nhập lại</a>`}</form>`,
  };
}
