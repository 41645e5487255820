// The search page: reads the index that `bantin/search` makes (docs/search.md), ranks, and shows what it finds.
// Its syntax is that of 2018: a browser that cannot read it could not even say so. What else fails is shown by `_fail`.
// Texts become terms here as in `bantin/search/words.py`: change both or neither.

const FORMAT = 2;
const FOLDER = 'chi-muc/';
const SEGMENT = 1024; // numbers of articles that one run of a term is about
const RESULTS_AT_ONCE = 10;
const EXCERPT_WORDS = 36;
const FACETS = ['category', 'year', 'author', 'tag'];
const TITLE = 3;
// By a term's weight: in the text, there again and again, in a heading, tag or name, in the title.
const SAYS = [1, 1.6, 3, 6];
const PAIR = 1.5; // two words side by side say more than the two apart
const MARKS_DIFFER = 0.3; // how much a word counts that is as typed but for its marks
const MARKS_LEFT_OUT = 0.7; // the same, where the reader typed no mark on it but did on others

// --- words ---

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const PIECES = /[\p{L}\p{N}]+|[\n;:!?]|[.…](?=\s|$)/gu;
const WITHOUT_WIDTH = /[\u00ad\u200b\u2060\ufeff]/g;
const WORD_START = /^[\p{L}\p{N}]/u;
const WORDS = /[\p{L}\p{N}\p{M}]+/gu;

const isWord = (piece) => WORD_START.test(piece);
const folded = (term) => term.toLowerCase().replace(/[đðɖ]/g, 'd').normalize('NFKD').replace(/\p{M}/gu, '');

function form(word) {
  const parts = word.toLowerCase().normalize('NFD');
  return parts.replace(TONES, '').normalize('NFC') + (parts.match(TONES) || []).join('');
}

function terms(text) {
  const shown = text.normalize('NFC').replace(WITHOUT_WIDTH, '');
  const forms = (shown.match(PIECES) || []).map((piece) => (isWord(piece) ? form(piece) : ''));
  const pairs = forms.slice(1).map((one, at) => (one && forms[at] ? `${forms[at]} ${one}` : ''));
  const once = (some) => [...new Map(some.filter(Boolean).map((one) => [folded(one), one])).values()];
  return { words: once(forms), pairs: once(pairs) };
}

// How well a term of the index fits the one that was typed; `marked` says whether the reader types marks at all.
function closeness(term, typed, marked) {
  const others = term.split(' ');
  return typed.split(' ').reduce((found, word, at) => {
    if (word === others[at]) return found;
    if (word !== folded(word)) return found * MARKS_DIFFER;
    return marked ? found * MARKS_LEFT_OUT : found;
  }, 1);
}

// --- the index ---

const ok = (response) => {
  // Some servers answer for what is not there with a page, and a status of 200.
  const isPage = (response.headers.get('content-type') || '').startsWith('text/html');
  if (!response.ok || isPage) throw new Error(`${response.url}: ${response.status}`);
  return response;
};

const bytes = async (response) => new Uint8Array(await response.arrayBuffer());

async function unpacked(...parts) {
  const plain = new Blob(parts).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(plain).arrayBuffer());
}

const asText = (data) => new TextDecoder().decode(data);
const asJSON = (data) => JSON.parse(asText(data));

// A file of a line of JSON, then columns of numbers: the low bytes of all, the middle ones, the high ones.
function asTable(data) {
  let at = data.indexOf(10) + 1;
  const table = asJSON(data.subarray(0, at));
  for (const [name, count] of table.columns) {
    const plane = (place) => data.subarray(at + place * count, at + (place + 1) * count);
    const [low, middle, high] = [plane(0), plane(1), plane(2)];
    table[name] = Array.from(low, (value, row) => value + middle[row] * 256 + high[row] * 65536);
    at += 3 * count;
  }
  return table;
}

const sum = (values) => values.reduce((one, other) => one + other, 0);

const CRC = Uint32Array.from({ length: 256 }, (_, number) => {
  for (let bit = 0; bit < 8; bit += 1) number = number & 1 ? 0xedb88320 ^ (number >>> 1) : number >>> 1;
  return number;
});

function crc32(text) {
  let sum = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) sum = CRC[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

class Cursor {
  constructor(data) {
    this.data = data;
    this.at = 0;
  }

  get atEnd() {
    return this.at >= this.data.length;
  }

  number() {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.data[this.at];
      this.at += 1;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80 || byte === undefined) return value;
      scale *= 128;
    }
  }

  part() {
    const length = this.number();
    this.at += length;
    return this.data.subarray(this.at - length, this.at);
  }
}

// Files of the index and parts of them, each loaded once. A file's name changes with its content.
class Files {
  constructor(folder) {
    this.folder = folder;
    this.loaded = new Map();
    this.hasRanges = true;
  }

  read(name) {
    return this._once(name, async () => bytes(ok(await fetch(this.folder + name))));
  }

  // Loads a part alone; where the server does not know ranges, the whole file, once.
  async part({ name, start, length }) {
    const end = start + length;
    if (this.loaded.has(name) || !this.hasRanges) return (await this.read(name)).subarray(start, end);
    return this._once(`${name} ${start}`, async () => {
      const response = ok(await fetch(this.folder + name, { headers: { Range: `bytes=${start}-${end - 1}` } }));
      const data = await bytes(response);
      if (response.status === 206 && data.length === length) return data;
      this.hasRanges = false;
      if (response.status === 200) this.loaded.set(name, Promise.resolve(data));
      return (await this.read(name)).subarray(start, end); // also where something on the way cuts parts wrongly
    });
  }

  _once(key, load) {
    if (!this.loaded.has(key)) {
      const loading = load().catch((error) => {
        this.loaded.delete(key); // the network may be back when the reader tries again
        throw error;
      });
      this.loaded.set(key, loading);
    }
    return this.loaded.get(key);
  }
}

// Where parts lie that follow one another in files, each named with the number of its parts.
function located(files, lengths) {
  let row = 0;
  return files.flatMap(([name, count]) => {
    row += count;
    const some = lengths.slice(row - count, row);
    return some.map((length, at) => ({ name, start: sum(some.slice(0, at)), length }));
  });
}

class Index {
  // Opens the index in a folder; what the `asked` terms need begins to load at once, since it will be wanted.
  static async open(folder, asked, cache) {
    const files = new Files(folder);
    const response = ok(await fetch(`${folder}index.bin`, { cache }));
    const manifest = asTable(await unpacked(await bytes(response)));
    if (manifest.format !== FORMAT) throw new Error(`${folder}: format ${manifest.format}`);
    const index = new Index(files, manifest);
    const facts = manifest.facts.map(async (name) => asTable(await unpacked(await files.read(name))));
    for (const term of asked) index._bucket(term).catch(() => {});
    for (const some of await Promise.all(facts)) index._add(some);
    return index;
  }

  constructor(files, manifest) {
    this.files = files;
    this.dictionary = manifest.dictionary;
    this.buckets = located(manifest.terms, manifest.termLength);
    this.articles = []; // oldest first, after the pages
    this.places = []; // of the articles in this list, by their numbers in the index
  }

  _add(facts) {
    const { names, step, category, author, titleLength, textLength, tagCount, tag } = facts;
    const years = facts.years.flatMap(([year, count]) => Array(count).fill(year));
    const texts = located(facts.texts, textLength);
    let number = 0;
    let tags = 0;
    for (let row = 0; row < step.length; row += 1) {
      number += step[row];
      tags += tagCount[row];
      this.places[number] = this.articles.length;
      this.articles.push({
        text: texts[row],
        titleLength: titleLength[row],
        category: [names.category[category[row]]],
        year: [years[row]],
        author: [names.author[author[row]]],
        tag: tag.slice(tags - tagCount[row], tags).map((one) => names.tag[one]),
      });
    }
  }

  async result(article) {
    const [dictionary, size] = this.dictionary;
    const parts = [this.files.read(dictionary), this.files.part(this.articles[article].text)];
    return asJSON((await unpacked(...(await Promise.all(parts)))).subarray(size));
  }

  async _bucket(term) {
    return unpacked(await this.files.part(this.buckets[crc32(folded(term)) % this.buckets.length]));
  }

  // Every term that folds like `term`, each with the articles that have it: [{term, found: [article, weight, ...]}].
  async lookUp(term) {
    const wanted = folded(term);
    const cursor = new Cursor(await this._bucket(term));
    const some = [];
    while (!cursor.atEnd) {
      const name = asText(cursor.part());
      const record = cursor.part();
      if (folded(name) === wanted) some.push({ term: name, found: this._found(record) });
    }
    return some;
  }

  _found(record) {
    const found = [];
    const runs = new Cursor(record);
    while (!runs.atEnd) {
      const first = runs.number() * SEGMENT;
      const steps = new Cursor(runs.part());
      let place = -1;
      while (!steps.atEnd) {
        place = (place | 3) + steps.number();
        const article = this.places[first + (place >> 2)];
        if (article !== undefined) found.push(article, place & 3);
      }
    }
    return found;
  }
}

// --- ranking ---

// Returns {articles, partly, words}: articles best first; `partly` when none has every word, and these have most.
async function find(index, query) {
  const { words, pairs } = terms(query);
  const quoted = [...query.matchAll(/["“”]([^"“”]+)["“”]/g)].flatMap(([, phrase]) => terms(phrase).pairs.map(folded));
  const marked = words.some((word) => word !== folded(word));
  const total = index.articles.length;
  const scores = new Float64Array(total);
  const wordsThere = new Uint16Array(total);
  const wordsInTitle = new Float32Array(total);
  const fits = new Float32Array(total);
  const phrasesThere = new Uint16Array(total);
  const asked = [...words, ...pairs];
  const answers = await Promise.all(asked.map((term) => index.lookUp(term)));
  asked.forEach((typed, at) => {
    const isPair = at >= words.length;
    const best = new Float32Array(total);
    const fit = new Float32Array(total);
    const inTitle = new Float32Array(total);
    let articles = 0;
    for (const { term, found } of answers[at]) {
      const close = closeness(term, typed, marked);
      for (let place = 0; place < found.length; place += 2) {
        const article = found[place];
        if (!best[article]) articles += 1;
        best[article] = Math.max(best[article], close * SAYS[found[place + 1]]);
        fit[article] = Math.max(fit[article], close);
        if (found[place + 1] === TITLE) inTitle[article] = Math.max(inTitle[article], close);
      }
    }
    const rarity = Math.log(1 + (total - articles + 0.5) / (articles + 0.5)) + 0.05;
    const isQuoted = isPair && quoted.includes(folded(typed));
    for (let article = 0; article < total; article += 1) {
      if (!best[article]) continue;
      scores[article] += best[article] * rarity * (isPair ? PAIR : 1);
      if (isQuoted) phrasesThere[article] += 1;
      if (isPair) continue;
      wordsThere[article] += 1;
      fits[article] += fit[article];
      wordsInTitle[article] += inTitle[article];
    }
  });
  const phrases = new Set(quoted).size;
  const most = wordsThere.reduce((one, other) => Math.max(one, other), 0);
  const partly = most < words.length;
  const enough = partly ? (phrases || most * 2 < words.length ? Infinity : most) : words.length;
  const articles = [];
  for (let article = 0; article < total; article += 1) {
    if (most && wordsThere[article] >= enough && phrasesThere[article] >= phrases) articles.push(article);
    const inTitle = wordsInTitle[article] / words.length;
    const ofTitle = wordsInTitle[article] / (index.articles[article].titleLength || 1);
    scores[article] *= (fits[article] / words.length) * (1 + inTitle * inTitle * (0.5 + ofTitle));
  }
  articles.sort((one, other) => scores[other] - scores[one] || other - one);
  return { articles, partly, words };
}

// --- showing ---

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

// Says of each word of a text whether it is one of those typed; where the text has it just as typed, its likes do not
// count.
function matcher(words, shown) {
  const typed = new Map(words.map((word) => [folded(word), word]));
  const there = new Set((shown.match(WORDS) || []).map(form));
  return (word) => {
    const key = folded(word);
    const wanted = typed.get(key);
    if (wanted === undefined) return '';
    return wanted === key || !there.has(wanted) || form(word) === wanted ? key : '';
  };
}

function marked(text, match) {
  const parts = [];
  let at = 0;
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    if (!match(word)) continue;
    parts.push(text.slice(at, index), element('mark', {}, word));
    at = index + word.length;
  }
  return [...parts, text.slice(at)];
}

// Returns the part of a text with most of the words, and how much it has of them.
function excerpt(text, match) {
  const found = [...text.matchAll(WORDS)].map(({ 0: word, index }) => ({
    index,
    end: index + word.length,
    key: match(word),
  }));
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

function card(result, words, site) {
  const match = matcher(words, `${result.title}\n${result.lead}\n${result.text}`);
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
  return element(
    'li',
    { class: 'search-result' },
    element('h2', { class: 'card-title' }, link),
    ...(facts.hasChildNodes() ? [facts] : []),
    element('p', { class: 'search-excerpt' }, ...marked(shown.text, match)),
  );
}

// --- the page ---

class SearchPage {
  constructor(form) {
    const place = (name) => document.querySelector(`[data-search-${name}]`);
    this.form = form;
    this.input = place('input');
    this.status = place('status');
    this.results = place('results');
    this.filters = place('filters');
    this.failed = place('failed');
    this.title = document.title;
    this.language = document.documentElement.lang;
    this.turn = 0;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const sort = this.state.get('sort');
      this._go({ q: this.input.value.trim(), ...(sort ? { sort } : {}) });
    });
    this.input.addEventListener('focus', () => this._index('').catch(() => {}), { once: true });
    addEventListener('popstate', () => this._show());
    this._show();
  }

  get state() {
    return new URLSearchParams(location.search);
  }

  _index(query, isAgain) {
    const { words, pairs } = terms(query);
    if (!this.opened) {
      const folder = new URL(FOLDER, this.form.action).href;
      // The second time even what the server says not to have changed is loaded: its clock may only know seconds.
      const cache = isAgain ? 'reload' : 'no-cache';
      this.opened = Index.open(folder, [...words, ...pairs], cache).catch((error) => {
        this.opened = undefined;
        throw error;
      });
    }
    return this.opened;
  }

  _go(state) {
    const search = `?${new URLSearchParams(state)}`;
    if (search !== location.search) history.pushState(null, '', search);
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
    const waiting = setTimeout(() => this._say(query ? this.status.dataset.working : ''), 400);
    try {
      const index = query ? await this._index(query, isAgain) : undefined;
      const found = query ? await this._find(index, query) : undefined;
      if (turn !== this.turn) return; // the reader has gone on
      await this._present(index, query, found, state, turn);
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
    if (!this.last || this.last.query !== query) this.last = { query, ...(await find(index, query)) };
    return this.last;
  }

  async _present(index, query, found, state, turn) {
    if (!found) {
      fill(this.results);
      this.filters.hidden = true;
      this._say('');
      return;
    }
    const chosen = FACETS.map((facet) => state.get(facet) || '');
    const { articles, counts } = narrowed(index, found.articles, chosen);
    if (state.get('sort') === 'date') articles.sort((one, other) => dateRank(index, other) - dateRank(index, one));
    const list = element('ol', { class: 'search-list' });
    const more = element('button', { type: 'button', class: 'button button-plain' }, this.results.dataset.more);
    const add = async () => {
      const first = list.children.length;
      const some = articles.slice(first, first + RESULTS_AT_ONCE);
      const cards = (await Promise.all(some.map((one) => index.result(one)))).map((one) =>
        card(one, found.words, this.results.dataset.site),
      );
      if (turn !== this.turn) return;
      list.append(...cards);
      more.hidden = list.children.length >= articles.length;
      if (first && cards.length) cards[0].querySelector('a').focus();
    };
    more.addEventListener('click', () => add().catch(() => this._again()));
    await add();
    if (turn !== this.turn) return;
    this._offer(state, chosen, counts, found.articles.length);
    fill(this.results, list, more);
    const { none, one, many, partly } = this.status.dataset;
    const words = !articles.length ? none : found.partly ? partly : articles.length === 1 ? one : many;
    this._say(words.replace('{count}', articles.length.toLocaleString(this.language)).replace('{query}', () => query));
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
      const labels = values.map(([value, count]) => [value, `${value} (${count.toLocaleString(this.language)})`]);
      return [choice(facet, [['', words.all], ...labels], chosen[at])];
    });
    if (total > 1) {
      const orders = new Map([
        ['', words.relevance],
        ['date', words.date],
      ]);
      offered.push(choice('sort', orders, state.get('sort') || ''));
    }
    fill(this.filters, ...offered);
    this.filters.hidden = !offered.length;
    const again = active && document.getElementById(active);
    if (again) again.focus();
  }

  _say(words) {
    this.status.textContent = words;
  }

  _fail(error) {
    console.warn(error);
    this.opened = undefined;
    this.last = undefined;
    fill(this.results);
    this.filters.hidden = true;
    this._say('');
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
      for (const value of new Set(facts[facet])) counts[at].set(value, (counts[at].get(value) || 0) + 1);
    });
  }
  return { articles, counts };
}

const searchForm = document.querySelector('[data-search-form]');
if (searchForm) new SearchPage(searchForm);

export { crc32, folded, terms }; // for tests
