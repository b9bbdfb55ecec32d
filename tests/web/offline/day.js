/* One whole visit through the functions the keys call; answers its local number. */
async ({card, phone, code, answers, values, papers, delivery, consent, cash, sizes}) => {
  const bench = globalThis.cuamoBench;
  const picture = (width, height, seed) => new Promise((done) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [width, height];
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, width, height);
    for (let at = 0; at < 400; at += 1) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      pen.fillStyle = `hsl(${seed % 360} 60% ${20 + (seed % 60)}%)`;
      pen.fillRect(seed % width, (seed >> 8) % height, 3 + (seed % 90), 3 + (seed % 40));
    }
    canvas.toBlob(done, 'image/png');
  });
  const item = await bench.begin(card);
  item.person.phone = phone;
  const faults = bench.confirmPerson(item);
  if (Object.keys(faults).length) throw new Error(JSON.stringify(faults));
  item.met = true;
  item.consent = bench.consentOf(consent, 'screen-touch');
  if (!consent) {
    await bench.finish(item, 'REFUSED');
    return item.local_number;
  }
  const content = await bench.choose(item, code);
  item.answers = answers;
  item.values = values;
  for (const [place, key] of papers.entries()) {
    await bench.addPaper(item, key, await picture(sizes[0], sizes[1], card.charCodeAt(11) * 7919 + place * 104729 + Number(card.slice(6, 12))), `giay-${place}.png`);
  }
  item.delivery = delivery;
  const gaps = bench.gaps(item, content);
  if (gaps.length) throw new Error(JSON.stringify(gaps));
  item.agreed_at = new Date().toISOString();
  const drawn = await bench.keepFile(await picture(480, 200, Number(card.slice(6, 12)) + 1), 'chu-ky.png');
  item.types = {[drawn.sha256]: 'image/png'};
  item.confirmation = {method: 'SIGNATURE', summary_hash: await bench.shownHash(item, content), shown_total_vnd: bench.feesOf(item, content).citizen_total_vnd,
    image_sha256: drawn.sha256, witness_name: '', at: new Date().toISOString()};
  if (cash) {
    const owed = bench.feesOf(item, content);
    if (owed.citizen_total_vnd) {
      const fault = bench.takeCash(item, content, owed.citizen_total_vnd);
      if (fault) throw new Error(fault);
    }
  }
  item.measures = {1: {presses: 1, seconds: 9}};
  await bench.save(item);
  await bench.finish(item, 'SENT');
  return item.local_number;
}
