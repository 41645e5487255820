// Reads the index that `bantin/search` makes (docs/search.md): files, parts of them, terms, results.

import { folded } from './search-query.js';

const FORMAT = 4;
const SEGMENT = 1024; // numbers of articles that one run of a term is about
const MOST = 0xffffff; // the largest number in a column
export const TITLE = 3;
export const DAY = 4; // in the place of a weight: the article is of the day that was asked for

const ok = (response) => {
  // Some servers answer for what is not there with a page, and a status of 200.
  const isPage = (response.headers.get('content-type') || '').startsWith('text/html');
  if (!response.ok || isPage) throw new Error(`${response.url}: ${response.status}`);
  return response;
};

const bytes = async (response) => new Uint8Array(await response.arrayBuffer());

// Parts go straight into the stream: as a Blob they would pass through the browser's own process.
async function unpacked(...parts) {
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  const written = [...parts.map((part) => writer.write(part)), writer.close()];
  Promise.all(written).catch(() => {}); // then reading fails, too
  return new Uint8Array(await new Response(readable).arrayBuffer());
}

const decoder = new TextDecoder();
const asText = (data) => decoder.decode(data);
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

const CRC = Uint32Array.from({ length: 256 }, (_, number) => {
  for (let bit = 0; bit < 8; bit += 1) number = number & 1 ? 0xedb88320 ^ (number >>> 1) : number >>> 1;
  return number;
});

export function crc32(text) {
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
    let end = 0;
    return some.map((length) => {
      end += length;
      return { name, start: end - length, length };
    });
  });
}

export class Index {
  // Opens the index in a folder. What the terms need that `ask` returns, given the synonyms, begins to load at once,
  // since it will be wanted. The request of the first file may be `begun` already.
  static async open(folder, ask, cache, begun) {
    const files = new Files(folder);
    const response = ok(await (begun || fetch(`${folder}index.bin`, { cache })));
    const manifest = asTable(await unpacked(await bytes(response)));
    if (manifest.format !== FORMAT) throw new Error(`${folder}: format ${manifest.format}`);
    const index = new Index(files, manifest);
    const facts = manifest.facts.map((name) => index._table(name));
    for (const term of ask(index.synonyms)) index._bucket(term).catch(() => {});
    for (const some of await Promise.all(facts)) index._add(some);
    return index;
  }

  constructor(files, manifest) {
    this.files = files;
    this.manifest = manifest;
    this.synonyms = new Map(Object.entries(manifest.synonyms)); // of abbreviations, by their first word without marks
    this.buckets = located(manifest.terms, manifest.termLength);
    this.articles = []; // oldest first, after the pages; and the files attached to them
    this.places = []; // of the articles in this list, by their numbers in the index
    this.days = new Map(); // the articles of each day, by `@2024-12-10`
  }

  async _table(name) {
    return asTable(await unpacked(await this.files.read(name)));
  }

  _add(facts) {
    const years = facts.years.flatMap(([year, count]) => Array(count).fill(year));
    const texts = located(facts.texts, facts.textLength);
    let number = 0;
    let day = 0;
    facts.step.forEach((step, row) => {
      number += step;
      day = (day + facts.dayStep[row]) & MOST;
      const place = this.articles.length;
      this.places[number] = place;
      // Files follow their article, of which they are one.
      const of = place - facts.nth[row];
      this.articles.push({ text: texts[row], titleLength: facts.titleLength[row], year: [years[row]], of });
      if (!years[row]) return;
      const date = `@${new Date(Date.UTC(years[row], 0, day)).toISOString().slice(0, 10)}`;
      this.days.set(date, [...(this.days.get(date) || []), place]);
    });
  }

  // Loads what results are narrowed by, beside the year.
  async loadNames() {
    if (!this.articles.length || this.articles[0].tag) return;
    let place = 0;
    for (const some of await Promise.all(this.manifest.names.map((name) => this._table(name)))) {
      let tags = 0;
      some.category.forEach((category, row) => {
        tags += some.tagCount[row];
        Object.assign(this.articles[place], {
          category: [some.names.category[category]],
          author: [some.names.author[some.author[row]]],
          tag: some.tag.slice(tags - some.tagCount[row], tags).map((one) => some.names.tag[one]),
        });
        place += 1;
      });
    }
  }

  async result(article) {
    const [dictionary, size] = this.manifest.dictionary;
    const parts = [this.files.read(dictionary), this.files.part(this.articles[article].text)];
    return asJSON((await unpacked(...(await Promise.all(parts)))).subarray(size));
  }

  // The commonest terms, [{term, level}]: the higher the level, the more articles have it.
  async vocabulary() {
    const lines = asText(await unpacked(await this.files.read(this.manifest.vocabulary))).split('\n');
    return lines.filter(Boolean).map((line) => ({ term: line.slice(1), level: line.charCodeAt(0) }));
  }

  async _bucket(term) {
    return unpacked(await this.files.part(this.buckets[crc32(folded(term)) % this.buckets.length]));
  }

  // Every term that folds like `term`, each with the articles that have it: [{term, found: [article, weight, ...]}].
  async lookUp(term) {
    if (term.startsWith('@')) return [{ term, found: (this.days.get(term) || []).flatMap((one) => [one, DAY]) }];
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
