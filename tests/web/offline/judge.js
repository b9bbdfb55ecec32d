/* Loads the rules of the counter's PC and puts one case through all of them. */
async () => {
  globalThis.rules = await import('/static/js/offline/rules.js');
  globalThis.clean = (await import('/static/js/offline/clean.js')).clean;
  globalThis.localNumber = (await import('/static/js/offline/local-number.js')).localNumber;
  globalThis.judge = ({content, answers, values, papers, delivery, today, facts}) => {
    const counted = rules.settled(content, answers);
    const checked = clean(content, values, {answers: counted, today});
    const fee = rules.fees(content, {answers, values: checked.values, on: today});
    return {
      asked: rules.visible(content, answers).map((q) => [q.key, q.answer]),
      could: rules.fields(content, answers).map((f) => f.key),
      fields: rules.fields(content, answers, checked.values).map((f) => f.key),
      needed: rules.needed(content, answers).map((n) => n.key),
      prefill: rules.prefill(content, answers, facts),
      values: checked.values, errors: checked.errors,
      said: rules.summary(content, checked.values, answers).map((r) => [r.key, r.value]),
      gaps: rules.gaps(content, {answers, values, papers: new Set(papers), delivery, today}).map((g) => g.where),
      lines: fee.lines.map((l) => [l.key, l.full_vnd, l.citizen_vnd, l.budget_vnd, l.quantity]),
      total: fee.citizen_total_vnd, unknown: fee.unknown,
    };
  };
}
