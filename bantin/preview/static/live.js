// The preview's script; it is never in public/. The server says how this page should be by now; the script makes it so:
// loads it again where the reader was, swaps stylesheets, shows what is wrong and hides it when it is put right.
(() => {
  'use strict';
  const own = document.currentScript;
  const page = own.dataset.page;
  const digest = own.dataset.digest;
  const HIDDEN_MS = 1500;
  let source = null;
  let lost = 0;
  let words = {};

  // --- where the reader was ---

  const SCROLL = 'bantin-preview-scroll';
  const TRIED = 'bantin-preview-tried';

  function remembered(key) {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function remember(key, value) {
    try {
      value === null ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, value);
    } catch {
      /* private mode */
    }
  }

  function restoreScroll() {
    const kept = JSON.parse(remembered(SCROLL) || 'null');
    if (!kept || kept.page !== location.pathname) return;
    const go = () => scrollTo({ left: kept.x, top: kept.y, behavior: 'instant' });
    go();
    addEventListener(
      'load',
      () => {
        go();
        remember(SCROLL, null);
      },
      { once: true },
    );
  }

  function reload(target) {
    // A page that differs each time it is rendered must not load for ever.
    if (remembered(TRIED) === target) return;
    remember(TRIED, target);
    remember(SCROLL, JSON.stringify({ page: location.pathname, x: scrollX, y: scrollY }));
    location.reload();
  }

  // --- stylesheets ---

  function withoutHash(address) {
    return new URL(address, location.href).pathname.replace(/\.[0-9a-f]{10}(?=\.css$)/, '');
  }

  function swapStyles(styles) {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"]')) {
      const fresh = styles[withoutHash(link.href)];
      if (!fresh || new URL(fresh, location.href).pathname === new URL(link.href).pathname || link.dataset.bantinOld)
        continue;
      const next = link.cloneNode();
      next.href = fresh;
      link.dataset.bantinOld = '1';
      // The old sheet goes when the new one is there, so that the page is never without.
      next.addEventListener('load', () => link.remove());
      next.addEventListener('error', () => {
        next.remove();
        delete link.dataset.bantinOld;
      });
      link.after(next);
    }
  }

  // --- what is wrong ---

  const MINIMIZED = 'bantin-preview-minimized';
  const host = document.createElement('bantin-preview');
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = document.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = '/_preview/preview.css';
  const panel = document.createElement('section');
  shadow.append(sheet, panel);

  function element(name, cls, text) {
    const made = document.createElement(name);
    if (cls) made.className = cls;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function show(...children) {
    panel.replaceChildren(...children);
    if (!host.isConnected) document.documentElement.append(host);
  }

  function hide() {
    host.remove();
  }

  function item(problem) {
    const found = element('li', 'problem');
    const head = element('p', 'message', problem.message);
    head.append(' ', element('span', 'code', problem.code));
    if (problem.place) found.append(element('p', 'place', problem.place));
    found.append(head);
    if (problem.lines.length) {
      const lines = element('pre', 'lines');
      for (const line of problem.lines) {
        const row = element('span', line.hit ? 'line hit' : 'line');
        row.append(element('span', 'number', String(line.number)), ` ${line.text}\n`);
        lines.append(row);
      }
      found.append(lines);
    }
    if (problem.hint) found.append(element('p', 'hint', problem.hint));
    return found;
  }

  function showProblems(state) {
    const key = JSON.stringify(state.problems);
    const small = remembered(MINIMIZED) === key;
    panel.className = small ? 'badge' : 'overlay';
    panel.setAttribute('role', small ? 'status' : 'alert');
    const again = (value) => {
      remember(MINIMIZED, value);
      showProblems(state);
    };
    if (small) {
      const button = element('button', 'open', state.title);
      button.addEventListener('click', () => again(null));
      show(button);
      return;
    }
    const head = element('header', 'head');
    const button = element('button', 'minimize', state.words.minimize);
    button.addEventListener('click', () => again(key));
    head.append(element('h2', 'title', state.title), button);
    const list = element('ol', 'problems');
    list.append(...state.problems.map(item));
    show(head, list, ...(digest ? [element('p', 'note', state.words.last_good)] : []));
  }

  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') panel.querySelector('.minimize')?.click();
  });

  // --- the server's word ---

  function apply(state) {
    words = state.words;
    if (state.digest && state.digest !== digest) {
      reload(state.digest);
    } else if (state.digest) {
      remember(TRIED, null);
    }
    swapStyles(state.styles);
    state.problems.length ? showProblems(state) : hide();
  }

  function connected() {
    clearTimeout(lost);
    lost = 0;
    if (panel.className === 'badge lost') hide();
  }

  function disconnected() {
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(connect, 500);
    }
    lost ||= setTimeout(() => {
      panel.className = 'badge lost';
      panel.setAttribute('role', 'status');
      show(element('p', '', words.lost || '…'));
    }, HIDDEN_MS);
  }

  function connect() {
    if (source || document.hidden) return;
    source = new EventSource('/_preview/events?page=' + encodeURIComponent(page));
    source.onopen = connected;
    source.onmessage = (event) => apply(JSON.parse(event.data));
    source.onerror = disconnected;
  }

  // A browser holds six connections to one server: pages that nobody sees must not take them.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      source?.close();
      source = null;
      clearTimeout(lost);
      lost = 0;
    } else {
      connect();
    }
  });
  addEventListener('pagehide', () => source?.close());

  restoreScroll();
  connect();
})();
