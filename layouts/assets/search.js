// The search page: shows what `search-find.js` finds, and what it can be narrowed by.
// Its syntax is that of 2018: a browser that cannot read it could not even say so. What else fails is shown by `_fail`.

import { search } from './search-find.js';
import { crc32, Index } from './search-index.js';
import { folded, form, parse, spelled } from './search-query.js';

const FOLDER = 'chi-muc/';
const RESULTS_AT_ONCE = 10;
const ON_THE_SCREEN = 4; // of these are shown first, and the others when they are there
const EXCERPT_WORDS = 36;
const FACETS = ['category', 'year', 'author', 'tag'];
const WORDS = /[\p{L}\p{N}\p{M}]+/gu;

// --- showing ---

// Returns `1.716`. Intl knows this too, but loading it holds a slow phone up for a tenth of a second.
const grouped = (count) =>
  String(count).replace(/\B(?=(\d{3})+$)/g, document.documentElement.lang === 'vi' ? '.' : ',');

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function fill(place, ...children) {
  place.textContent = '';
  place.append(...children);
}

// Returns a function that says of a text which of its words are those asked for: [{index, end, key}], `key` empty for the
// others. Where `shown` has a word just as typed, its likes do not count; where a text has two side by side, neither does
// one alone.
function matcher({ words }, shown) {
  const typed = new Map(words.map((word) => [word.plain, word.typed]));
  const there = new Set((shown.match(WORDS) || []).map(form));
  const others = [...new Set(words.map((word) => word.group))].flatMap((group) => group.others);
  const keyOf = (word) => {
    const key = folded(word);
    const wanted = typed.get(key);
    if (wanted === undefined) return '';
    return wanted === key || !there.has(wanted) || form(word) === wanted ? key : '';
  };
  return (text) => {
    const found = [...text.matchAll(WORDS)].map(({ 0: word, index }) => ({
      index,
      end: index + word.length,
      form: form(word),
      key: keyOf(word),
    }));
    found.forEach((_, at) => {
      for (const other of others) {
        if (!other.every((one, place) => found[at + place] && found[at + place].form === one)) continue;
        for (const word of found.slice(at, at + other.length)) word.key = word.form;
      }
    });
    const has = (at) => found[at] && found[at].key;
    const isBeside = found.map((word, at) => word.key && (has(at - 1) || has(at + 1)));
    if (isBeside.some(Boolean)) {
      found.forEach((word, at) => {
        if (!isBeside[at]) word.key = '';
      });
    }
    return found;
  };
}

function marked(text, match) {
  const parts = [];
  let at = 0;
  for (const { index, end, key } of match(text)) {
    if (!key) continue;
    parts.push(text.slice(at, index), element('mark', {}, text.slice(index, end)));
    at = end;
  }
  return [...parts, text.slice(at)];
}

// Returns the part of a text with most of the words, and how much it has of them.
function excerpt(text, match) {
  const found = match(text);
  const counts = new Map();
  for (const { key } of found) if (key) counts.set(key, (counts.get(key) || 0) + 1);
  // A rare word counts more than one that is everywhere, a neighbour more than one alone.
  const worth = found.map(({ key }, at) =>
    key ? 1 / counts.get(key) + (at && found[at - 1].key && found[at - 1].key !== key ? 1 : 0) : 0,
  );
  let sum = 0;
  let best = { sum: -1, start: 0 };
  worth.forEach((value, at) => {
    sum += value - (worth[at - EXCERPT_WORDS] || 0);
    if (sum > best.sum + 1e-9) best = { sum, start: Math.max(0, at - EXCERPT_WORDS + 1) };
  });
  if (!found.length) return { text: '', sum: 0 };
  const firstHit = worth.findIndex((value, at) => at >= best.start && value);
  const start = Math.max(0, Math.min(Math.max(best.start, firstHit - 8), found.length - EXCERPT_WORDS));
  const end = Math.min(found.length, start + EXCERPT_WORDS);
  const cut = text.slice(start ? found[start].index : 0, end < found.length ? found[end - 1].end : undefined);
  return { text: `${start ? '… ' : ''}${cut}${end < found.length ? ' …' : ''}`, sum: best.sum };
}

const inOneLine = (text) => text.replace(/([.!?…:;,])\n/g, '$1 ').replace(/\n/g, ' – ');

function card(result, asked, { site, inFile }) {
  const match = matcher(asked, `${result.title}\n${result.lead}\n${result.text}`);
  const [fromLead, fromText] = [result.lead, inOneLine(result.text)].map((text) => excerpt(text, match));
  const shown = result.lead && fromLead.sum >= fromText.sum ? fromLead : fromText;
  const link = element('a', { href: site + encodeURI(result.url.slice(1)) }, ...marked(result.title, match));
  const facts = element('p', { class: 'search-meta' });
  if (result.date) {
    const [year, month, day] = result.date.slice(0, 10).split('-');
    facts.append(element('time', { datetime: result.date }, `${day}-${month}-${year}`));
  }
  if (result.category) facts.append(element('span', { class: 'card-section' }, result.category));
  if (result.author) facts.append(element('span', {}, ...marked(result.author, match)));
  const place = element('p', { class: 'search-file' });
  if (result.file) {
    const [before, after] = inFile.split('{file}');
    const file = element('a', { href: site + encodeURI(result.file_url.slice(1)) }, ...marked(result.file, match));
    place.append(before, file, after);
  }
  return element(
    'li',
    { class: 'search-result', ...(result.language ? { lang: result.language } : {}) },
    element('h2', { class: 'card-title' }, link),
    ...[facts, place].filter((one) => one.hasChildNodes()),
    element('p', { class: 'search-excerpt' }, ...marked(shown.text, match)),
  );
}

// Lets a slow phone answer to touches between two pieces of work.
const breath = () => new Promise((go) => setTimeout(go));

// --- the page ---

class SearchPage {
  constructor(form) {
    const place = (name) => document.querySelector(`[data-search-${name}]`);
    this.form = form;
    this.input = place('input');
    this.status = place('status');
    this.results = place('results');
    this.filters = place('filters');
    this.choices = place('choices');
    this.failed = place('failed');
    this.browse = document.querySelector('.browse');
    this.title = document.title;
    this.turn = 0;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const sort = this.state.get('sort');
      const q = this.input.value.trim();
      this._go(q ? { q, ...(sort ? { sort } : {}) } : {});
      if (q) return;
      this._say(this.status.dataset.empty);
      this.input.focus();
    });
    this.input.addEventListener('focus', () => this._index('').catch(() => {}), { once: true });
    this.filters.addEventListener('toggle', () => {
      if (this.filters.open && this.offer) this.offer().catch((error) => this._fail(error));
    });
    // Results come after the page: only this script knows when there is a place to return to.
    history.scrollRestoration = 'manual';
    addEventListener('pagehide', () => this._keepPlace());
    addEventListener('popstate', () => this._show());
    this._show();
  }

  get state() {
    return new URLSearchParams(location.search);
  }

  _index(query, isAgain) {
    if (!this.opened) {
      const folder = new URL(FOLDER, this.form.action).href;
      // The second time even what the server says not to have changed is loaded: its clock may only know seconds.
      const cache = isAgain ? 'reload' : 'no-cache';
      const ask = (synonyms) => parse(query, synonyms).slots.flatMap(({ ways }) => ways.flatMap((way) => way.terms));
      const begun = window.bantinIndex; // inline/search.js
      delete window.bantinIndex;
      this.opened = Index.open(folder, ask, cache, begun).catch((error) => {
        this.opened = undefined;
        throw error;
      });
    }
    return this.opened;
  }

  _keepPlace(state = {}) {
    history.replaceState({ ...history.state, y: scrollY, ...state }, '');
  }

  _go(state) {
    const query = String(new URLSearchParams(state));
    const search = query ? `?${query}` : '';
    if (search !== location.search) {
      this._keepPlace();
      history.pushState(null, '', search || location.pathname);
    }
    this._show();
  }

  // Shows what the address asks for. The index may have been published anew since it was opened, and parts that are
  // wanted now be gone: then it is opened once more.
  async _show(isAgain = false) {
    this.turn += 1;
    const turn = this.turn;
    const { state } = this;
    const query = (state.get('q') || '').trim();
    this.input.value = query;
    document.title = query ? `${query} – ${this.title}` : this.title;
    this.failed.hidden = true;
    document.documentElement.toggleAttribute('data-asked', Boolean(query));
    const waiting = setTimeout(() => this._say(query ? this.status.dataset.working : ''), 400);
    this.waiting = waiting;
    try {
      const index = query ? await this._index(query, isAgain) : undefined;
      const found = query ? await this._find(index, query) : undefined;
      if (turn !== this.turn) return; // the reader has gone on
      if (found) await this._present(index, found, state, turn);
      else this._invite();
    } catch (error) {
      if (turn !== this.turn) return;
      if (isAgain) this._fail(error);
      else await this._again();
    } finally {
      clearTimeout(waiting);
    }
  }

  _again() {
    this.opened = undefined;
    this.last = undefined;
    return this._show(true);
  }

  async _find(index, query) {
    if (!this.last || this.last.query !== query) this.last = await search(index, query);
    return this.last;
  }

  _invite() {
    fill(this.results);
    this.filters.hidden = true;
    this.results.after(this.browse);
    this._say('');
  }

  async _present(index, found, state, turn) {
    const chosen = FACETS.map((facet) => state.get(facet) || '');
    if (chosen.some(Boolean)) await index.loadNames();
    const [first, other] = found.precise.length ? [found.precise, found.wide] : [found.wide, []];
    const [articles, wider] = [first, other].map((some) => narrowed(index, some, chosen).articles);
    if (state.get('sort') === 'date') {
      for (const some of [articles, wider]) some.sort((one, two) => dateRank(index, two) - dateRank(index, one));
    }
    const every = [...articles, ...wider];
    const lists = [articles, wider].map(() => element('ol', { class: 'search-list' }));
    const line = element('p', { class: 'search-wider' }, this._counted('wider', wider.length, found));
    line.hidden = true;
    const more = element('button', { type: 'button', class: 'button button-plain' }, this.results.dataset.more);
    let shown = 0;
    const results = []; // promises
    const load = (end) => {
      for (const one of every.slice(results.length, end)) {
        const result = index.result(one);
        result.catch(() => {}); // whoever waits for it says so
        results.push(result);
      }
    };
    const add = async (count) => {
      load(shown + count);
      const cards = [];
      for (const result of await Promise.all(results.slice(shown, shown + count))) {
        if (turn !== this.turn) return;
        cards.push(card(result, found.asked, this.results.dataset));
        await breath();
      }
      if (turn !== this.turn) return;
      for (const made of cards) {
        lists[shown < articles.length ? 0 : 1].append(made);
        shown += 1;
      }
      line.hidden = shown <= articles.length;
      more.hidden = shown >= every.length;
      return cards[0];
    };
    more.addEventListener('click', () =>
      add(RESULTS_AT_ONCE)
        .then((made) => {
          if (!made) return;
          made.querySelector('a').focus();
          this._keepPlace({ shown });
        })
        .catch(() => this._again()),
    );
    const { shown: before, y } = history.state || {};
    const wanted = Math.max(RESULTS_AT_ONCE, before || 0);
    load(wanted);
    await add(ON_THE_SCREEN);
    if (turn !== this.turn) return;
    const words = this._words(found, articles.length);
    const filters = FACETS.map((facet, at) => chosen[at] && `${this.filters.dataset[facet]}: ${chosen[at]}`);
    const within = filters.filter(Boolean).join(', ');
    this.offer = async () => {
      await index.loadNames();
      if (turn === this.turn) this._offer(state, chosen, narrowed(index, first, chosen).counts, first.length);
    };
    if (this.filters.open) await this.offer();
    if (turn !== this.turn) return;
    this.filters.hidden = first.length < 2 && !within;
    fill(this.results, ...this._hints(found, within), lists[0], line, lists[1]);
    this._say(within ? `${words} ${this.status.dataset.within.replace('{filters}', () => within)}` : words);
    await breath();
    await add(wanted - ON_THE_SCREEN);
    if (turn !== this.turn) return;
    this.results.append(more, this.browse);
    if (y === undefined) return;
    scrollTo(0, y);
    history.replaceState({ shown: before }, '');
  }

  // Returns what the status says of what was found.
  _words(found, count) {
    if (found.meant) return this._counted('meant', count, found);
    if (!count) return this._counted('none', count, found);
    if (found.partly) return this._counted('partly', count, found);
    if (!found.precise.length) return this._counted('apart', count, found);
    return this._counted(count === 1 ? 'one' : 'many', count, found);
  }

  _counted(name, count, found) {
    return this.status.dataset[name]
      .replace('{count}', grouped(count))
      .replace('{query}', () => found.query)
      .replace('{other}', () => found.meant);
  }

  // Returns what else the reader may try: another spelling, all that the query finds, what the index does not have.
  _hints(found, within) {
    const lead = (label, state) => {
      const link = element('a', { href: `?${new URLSearchParams(state)}` }, label);
      link.addEventListener('click', (event) => {
        event.preventDefault();
        this._go(state);
      });
      return link;
    };
    const hints = [];
    if (found.suggestion) {
      const [before, after] = this.status.dataset.suggestion.split('{other}');
      hints.push(
        element('p', { class: 'search-hint' }, before, lead(found.suggestion, { q: found.suggestion }), after),
      );
    }
    if (within) hints.push(element('p', { class: 'search-hint' }, lead(this.filters.dataset.none, { q: found.query })));
    const { register, inRegister } = this.results.dataset;
    if (register) {
      const label = inRegister.replace('{query}', () => found.query);
      const link = element('a', { href: `${register}?${new URLSearchParams({ q: found.query })}` }, label);
      hints.push(element('p', { class: 'search-register' }, link));
    }
    return hints;
  }

  // Shows what the results can be narrowed by, each choice with how many it would leave.
  _offer(state, chosen, counts, total) {
    const words = this.filters.dataset;
    const active = document.activeElement && document.activeElement.id;
    const choice = (name, options, value) => {
      const select = element('select', { id: `bantin-search-${name}` });
      for (const [key, label] of options) select.append(element('option', { value: key }, label));
      select.value = value;
      select.addEventListener('change', () => {
        const next = new URLSearchParams(state);
        if (select.value) next.set(name, select.value);
        else next.delete(name);
        this._go(next);
      });
      return element('p', {}, element('label', { for: select.id }, words[name]), select);
    };
    const offered = FACETS.flatMap((facet, at) => {
      const values = [...counts[at]].filter(([value]) => value);
      if (chosen[at] && !counts[at].has(chosen[at])) values.push([chosen[at], 0]);
      if (values.length < 2 && !chosen[at]) return [];
      values.sort((one, other) =>
        facet === 'year' ? other[0] - one[0] : other[1] - one[1] || one[0].localeCompare(other[0], 'vi'),
      );
      const labels = values.map(([value, count]) => [value, `${value} (${grouped(count)})`]);
      return [choice(facet, [['', words.all], ...labels], chosen[at])];
    });
    if (total > 1) {
      const orders = new Map([
        ['', words.relevance],
        ['date', words.date],
      ]);
      offered.push(choice('sort', orders, state.get('sort') || ''));
    }
    fill(this.choices, ...offered);
    const again = active && document.getElementById(active);
    if (again) again.focus();
  }

  _say(words) {
    clearTimeout(this.waiting);
    this.status.textContent = words;
  }

  _fail(error) {
    console.warn(error);
    this.opened = undefined;
    this.last = undefined;
    this._invite();
    document.documentElement.removeAttribute('data-asked');
    this.failed.textContent = this.failed.dataset.words;
    this.failed.hidden = false;
  }
}

const dateRank = (index, article) => (index.articles[article].year[0] ? article : -1);

// Returns the articles that have every chosen value, and for each facet how many articles each value would leave.
function narrowed(index, found, chosen) {
  const counts = FACETS.map(() => new Map());
  const articles = [];
  for (const article of found) {
    const facts = index.articles[article];
    const failing = FACETS.filter((facet, at) => chosen[at] && !facts[facet].includes(chosen[at]));
    if (!failing.length) articles.push(article);
    FACETS.forEach((facet, at) => {
      if (failing.some((other) => other !== facet)) return;
      for (const value of new Set(facts[facet] || [])) counts[at].set(value, (counts[at].get(value) || 0) + 1);
    });
  }
  return { articles, counts };
}

const searchForm = document.querySelector('[data-search-form]');
if (searchForm) new SearchPage(searchForm);

export { crc32, folded, parse, spelled }; // for tests
