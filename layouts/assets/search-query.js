// What a reader asks: words, pairs of neighbours, abbreviations, days. Texts become terms here as in
// `bantin/search/words.py`: change both or neither.

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
const PIECES = /[\p{L}\p{N}]+|[\n;:!?]|[.…](?=\s|$)/gu;
const WITHOUT_WIDTH = /[\u00ad\u200b\u2060\ufeff]/g;
const WORD_START = /^[\p{L}\p{N}]/u;
const QUOTED = /["“”]([^"“”]+)["“”]/g;
const SYLLABLE = /^(ngh?|[cgknpt]h|gi|qu|tr|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(ch|ng|nh|[cmnpt])?$/;
// Words that join others: an article may have them elsewhere.
const JOINING =
  'và của các những là về cho ở tại trong với có được do từ đến theo năm số một the of and in for to on a';
const YEAR = /^\d{4}$/;
const NUMBER = /^\d+$/;
const MARKS_DIFFER = 0.3; // how much a word counts that is as typed but for its marks
const MARKS_LEFT_OUT = 0.7; // the same, where the reader typed no mark on it but did on others

// Returns `make` with a memory: texts repeat their words, and normal forms are dear.
const remembered =
  (make, known = new Map()) =>
  (word) =>
    known.get(word) || known.set(word, make(word)).get(word);

export const folded = remembered((term) =>
  term.toLowerCase().replace(/[đðɖ]/g, 'd').normalize('NFKD').replace(/\p{M}/gu, ''),
);

export const form = remembered((word) => {
  const parts = word.toLowerCase().normalize('NFD');
  return parts.replace(TONES, '').normalize('NFC') + (parts.match(TONES) || []).join('');
});

// Returns a word as it is written, from its form: the tone mark on its vowel.
export function spelled(word) {
  const tone = (word.match(TONES) || []).join('');
  const letters = word.replace(TONES, '');
  const start = /^(qu|gi)(?=[aăâeêioôơuưy])/.test(letters) ? 2 : 0;
  const vowels = [...letters].map((letter, at) => (at >= start && /[aăâeêioôơuưy]/.test(letter) ? at : -1));
  const found = vowels.filter((at) => at >= 0);
  const marked = found.filter((at) => /[ăâêôơ]/.test(letters[at]));
  const last = found[found.length - 1];
  const closed = found.length > 2 || (found.length > 1 && last < letters.length - 1);
  const horned = found.find((at) => letters[at] === 'ư');
  const best = marked.length ? marked[marked.length - 1] : horned !== undefined ? horned : closed ? found[1] : found[0];
  const at = best === undefined ? (last === undefined ? letters.length - 1 : last) : best;
  return (letters.slice(0, at + 1) + tone + letters.slice(at + 1)).normalize('NFC');
}

const clean = (text) => text.normalize('NFC').replace(WITHOUT_WIDTH, '');

// The words of a text in order, each with the place where it is written.
function split(text) {
  const words = [];
  let end = -1; // of the word before, if no sentence or clause ends between them
  for (const { 0: piece, index } of text.matchAll(PIECES)) {
    const isWord = WORD_START.test(piece);
    const follows = isWord && end >= 0;
    if (isWord) {
      const glued = follows && !/\s/.test(text.slice(end, index));
      const typed = form(piece);
      words.push({ typed, plain: folded(typed), piece, index, follows, glued });
    }
    end = isWord ? index + piece.length : -1;
  }
  return words;
}

const pairsOf = (words) => words.slice(1).map((word, at) => `${words[at]} ${word}`);
const termsOf = (words) => (words.length > 1 ? pairsOf(words) : words);

// How well a term of the index fits the one that was typed; `marked` says whether the reader types marks at all.
function closeness(term, typed, marked) {
  const others = term.split(' ');
  return typed.split(' ').reduce((found, word, at) => {
    if (word === others[at]) return found;
    if (word !== folded(word)) return found * MARKS_DIFFER;
    return marked ? found * MARKS_LEFT_OUT : found;
  }, 1);
}

// Returns the day that begins at a word, {length, day, others}: `10/12/2024`, `2024-12-10`, `ngày 10 tháng 12 năm 2024`.
function dayAt(words, at) {
  const plain = words.slice(at, at + 6).map((word, place) => (place && !word.follows ? '' : word.plain));
  const first = plain[0] === 'ngay' ? 1 : 0;
  let [day, month, year] = plain.slice(first);
  let length = first + 3;
  if (month === 'thang' && plain[first + 3] === 'nam') {
    [, , month, , year] = plain.slice(first);
    length = first + 5;
  } else if (YEAR.test(day)) {
    [year, day] = [day, year];
  }
  if (!/^\d\d?$/.test(day) || !/^\d\d?$/.test(month) || !YEAR.test(year) || +day > 31 || +month > 12) return undefined;
  const padded = (number) => number.padStart(2, '0');
  const [d, m] = [String(+day), String(+month)];
  const ways = [
    [d, m],
    [padded(d), padded(m)],
    [padded(d), m],
  ].flatMap(([one, other]) => [
    [one, other, year],
    [one, form('tháng'), other, 'năm', year],
  ]);
  const typed = words.slice(at + first, at + length).map((word) => word.typed);
  const others = new Map(ways.map((way) => [way.join(' '), way]));
  others.delete(typed.join(' '));
  return { length, others: [...others.values()], day: `@${year}-${padded(m)}-${padded(d)}` };
}

// Returns the longest form with synonyms that begins at a word, {length, others}.
function synonymsAt(words, at, synonyms) {
  const fits = ([some]) =>
    some.every((one, place) => {
      const word = words[at + place];
      return word && (!place || word.follows) && word.plain === folded(one) && [one, word.plain].includes(word.typed);
    });
  const fitting = (synonyms.get(words[at].plain) || []).filter(fits);
  const [found] = fitting.sort(([one], [other]) => other.length - one.length);
  return found && { length: found[0].length, others: found[1] };
}

// What one word or pair of the query asks for: it is there in one of several ways, each of terms that all must be there.
class Slot {
  constructor(typed, isPair) {
    this.typed = typed;
    this.isPair = isPair;
    this.ways = [{ terms: [typed], isTyped: true }];
  }

  add(terms) {
    this.ways.push({ terms, isTyped: false });
  }
}

// Returns a query as words in order, each with its slot and that of the pair with the word before, if there is one.
// `synonyms` are those of the index: [[words, synonyms]] by the first word without marks.
export function parse(query, synonyms) {
  const text = clean(query);
  const words = split(text);
  const quotes = [...text.matchAll(QUOTED)].map(({ 0: phrase, index }) => [index, index + phrase.length]);
  const slots = new Map();
  const slot = (typed, isPair) => {
    const key = folded(typed);
    if (!slots.has(key)) slots.set(key, new Slot(typed, isPair));
    return slots.get(key);
  };
  for (let at = 0; at < words.length; ) {
    const group = dayAt(words, at) || synonymsAt(words, at, synonyms) || { length: 1, others: [] };
    for (const word of words.slice(at, at + group.length)) word.group = group;
    at += group.length;
  }
  words.forEach((word, at) => {
    const { group, index } = word;
    const before = words[at - 1];
    const ways = [...group.others.map(termsOf), ...(group.day ? [[group.day]] : [])];
    word.slot = slot(word.typed, false);
    if (word.slot.ways.length === 1) for (const way of ways) word.slot.add(way);
    if (!word.follows) return;
    word.pair = slot(`${before.typed} ${word.typed}`, true);
    word.quoted = quotes.some(([start, end]) => before.index > start && index < end);
    word.needsPair = word.glued || word.quoted || before.group === group;
    if (word.pair.ways.length > 1) return;
    if (before.group === group) for (const way of ways) word.pair.add(way);
    else {
      for (const other of [before.typed, ...before.group.others.map((some) => some[some.length - 1])]) {
        for (const next of [word.typed, ...group.others.map((some) => some[0])]) {
          if (other !== before.typed || next !== word.typed) word.pair.add([`${other} ${next}`]);
        }
      }
    }
  });
  const marked = words.some((word) => word.typed !== word.plain);
  return { text, words, slots: [...slots.values()], marked };
}

// Returns for each word the pairs of which an article must have one, for it to have just what was typed: a syllable of
// Vietnamese says something only beside another.
export function holders({ words, marked }) {
  const joining = JOINING.split(' ').map(marked ? form : folded);
  const joins = (word) => words.length > 2 && joining.includes(word.typed);
  return words.map((word, at) => {
    if (!SYLLABLE.test(word.plain) || joins(word)) return [];
    const next = words[at + 1];
    const beside = [];
    if (word.pair) beside.push([words[at - 1], word.pair]);
    if (next && next.pair) beside.push([next, next.pair]);
    const isAlone = beside.every(([other]) => YEAR.test(other.plain));
    return isAlone ? [] : beside.map(([, pair]) => pair);
  });
}

export { clean, closeness, MARKS_DIFFER, NUMBER };
