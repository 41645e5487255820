/* The figures in the footer: who is online, visits today, visits in all. docs/counter.md says how it works.
   No cookie, nothing that identifies a reader. Whatever goes wrong, the block stays hidden. Runs in browsers of 2019.
   Not named counter.js: block lists match such addresses. */
(() => {
  'use strict';
  const block = document.querySelector('[data-luot]');
  if (!block || location.protocol === 'file:') return;
  const { luot: provider, url, site, key, zone, share, website, baseline } = block.dataset;
  const IDLE = 30 * 60e3;
  const BEAT = 120e3;
  const PATIENCE = 3e3; // ms
  const rows = Array.from(block.querySelectorAll('[data-figure]'));
  const signal = navigator.globalPrivacyControl === true || (navigator.doNotTrack || window.doNotTrack) === '1';
  const counts = !(signal && 'signals' in block.dataset) && !navigator.webdriver;
  const beats = counts && provider === 'service';
  let begun = false;
  let kind = 'view';
  let last = 0;
  let timer;
  let warned = false;

  // Intl writes numbers so too, but takes a tenth of a second to load on a slow phone.
  const grouped = (figure) =>
    String(figure).replace(/\B(?=(\d{3})+$)/g, document.documentElement.lang === 'vi' ? '.' : ',');

  // Shows the figures that are there; returns nothing when there is none. Never a 0: whoever reads it is here.
  const show = (figures) => {
    let shown;
    rows.forEach((row) => {
      const name = row.dataset.figure;
      const [output, dot] = row.children;
      let figure = figures[name];
      if (name === 'total' && figure >= 0) figure += Number(baseline || 0); // here and nowhere else
      row.hidden = !(Number.isSafeInteger(figure) && figure > 0);
      if (row.hidden) return;
      if (shown) shown.lastElementChild.hidden = false; // the dot between two figures
      dot.hidden = true;
      shown = row;
      const text = grouped(figure);
      if (output.textContent !== text) output.textContent = text;
    });
    const room = document.querySelector('[data-luot-room]');
    // Take the very room that blank text has kept: nothing moves.
    if (shown && room && !room.hidden) {
      const { width, height } = room.getBoundingClientRect();
      Object.assign(block.style, { width: width + 'px', minHeight: height + 'px' });
      window.addEventListener('resize', () => block.removeAttribute('style'), { once: true });
      room.hidden = true;
    }
    block.hidden = !shown;
    return shown;
  };

  const whole = (value) => (Number.isSafeInteger(value) && value > 0 ? value : 0);
  // A figure written for people: `108.004 lượt`.
  const digits = (value) => (typeof value === 'string' ? Number(value.replace(/\D/g, '') || NaN) : value);

  const midnight = (now) => {
    const time = {};
    new Intl.DateTimeFormat('en', {
      timeZone: zone,
      hourCycle: 'h23',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
      .formatToParts(now)
      .forEach((part) => {
        time[part.type] = Number(part.value);
      });
    return now - (now % 1e3) - ((time.hour % 24) * 3600 + time.minute * 60 + time.second) * 1e3;
  };

  // Each takes `ask(address, options)`, which gives the JSON of an answer, and returns figures or a promise of them.
  const providers = {
    device: () => {
      const place = 'luot ' + key;
      const now = Date.now();
      const day = new Date(now).toDateString(); // of the reader's clock: Intl's zones take long to load
      const text = localStorage.getItem(place);
      let kept = {};
      try {
        kept = JSON.parse(text) || kept;
      } catch (_damaged) {
        /* begin anew */
      }
      let today = kept.day === day ? whole(kept.today) : 0;
      let total = whole(kept.total);
      if (counts) {
        const visit = now - kept.seen <= IDLE || total === Number.MAX_SAFE_INTEGER ? 0 : 1;
        today += visit;
        total += visit;
        localStorage.setItem(place, JSON.stringify({ seen: now, day, today, total }));
      }
      return { today, total };
    },
    service: (ask) => {
      const address = url + '/v1/luot';
      const body = JSON.stringify({ v: 1, site, kind });
      return (
        counts
          ? ask(address, { method: 'POST', keepalive: true, body })
          : ask(address + '?site=' + encodeURIComponent(site))
      ).then((answer) => (answer.v === 1 ? answer : {}));
    },
    umami: (ask) =>
      ask(`${url}/api/share/${encodeURIComponent(share)}`)
        .then((shared) => {
          const now = Date.now();
          const headers = { 'x-umami-share-token': shared.token, 'x-umami-share-context': '1' };
          const get = (path, name) =>
            ask(`${url}/api/websites/${encodeURIComponent(website || shared.websiteId)}/${path}`, { headers })
              .then((answer) => (Object(answer[name]) === answer[name] ? answer[name].value : answer[name]))
              .catch(() => {});
          const visits = (from) => get(`stats?startAt=${from}&endAt=${now}`, 'visits');
          return Promise.all([get('active', 'visitors'), visits(midnight(now)), visits(0)]);
        })
        .then(([online, today, total]) => ({ online, today, total })),
    goatcounter: (ask) => ask(url + '/counter/TOTAL.json').then((answer) => ({ total: digits(answer.count) })),
    json: (ask) =>
      ask(url).then((answer) => {
        const figures = {};
        rows.forEach((row) => {
          figures[row.dataset.figure] = digits(
            row.dataset.field.split('.').reduce((at, name) => Object(at)[name], answer),
          );
        });
        return figures;
      }),
  };

  const run = () => {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), PATIENCE);
    const ask = (address, options) =>
      fetch(
        address,
        Object.assign({ signal: stop.signal, credentials: 'omit', referrerPolicy: 'strict-origin' }, options),
      ).then((answer) => {
        if (answer.ok) return answer.json();
        throw new Error(answer.status);
      });
    last = Date.now();
    Promise.resolve(ask)
      .then(providers[provider])
      .then((figures) => {
        if (stop.signal.aborted || (!show(figures) && provider !== 'device')) throw new Error('no figures');
        kind = 'beat';
      })
      .catch((error) => {
        if (!warned) console.warn('figures.js: ' + error);
        warned = true;
      })
      .then(() => clearTimeout(clock));
  };

  const wake = () => {
    clearInterval(timer);
    if (document.visibilityState !== 'visible' || document.prerendering) return;
    if (!begun || (beats && Date.now() - last >= BEAT)) run();
    begun = true;
    if (beats) timer = setInterval(run, BEAT);
  };

  if ('luotSample' in document.documentElement.dataset) {
    block.querySelector('[data-sample]').hidden = false;
    show({ online: 1, today: 130, total: 4250 });
    return;
  }
  document.addEventListener('visibilitychange', wake);
  document.addEventListener('prerenderingchange', wake);
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) wake();
  });
  wake();
})();
