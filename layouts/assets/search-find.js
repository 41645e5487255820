// Which articles have what a reader asks for, best first; and what else the reader may have meant.

import { TITLE } from './search-index.js';
import { closeness, folded, holders, MARKS_DIFFER, NUMBER, parse, spelled } from './search-query.js';

// By a term's weight: in the text, there again and again, in a heading, tag or name, in the title; of the day asked for.
const SAYS = [1, 1.6, 3, 6, 60];
const PAIR = 1.5; // two words side by side say more than the two apart
const RARE = 16; // a pair with other marks than the commonest counts as typed if one in so many articles has it

// In which articles a term, or all or one of several, is there, and how well.
class Presence {
  constructor(total) {
    this.says = new Float32Array(total);
    this.fit = new Float32Array(total);
    this.exact = new Uint8Array(total);
    this.inTitle = new Float32Array(total);
  }

  static of(spellings, typed, marked, total) {
    const made = new Presence(total);
    const close = spellings.map(({ term }) => closeness(term, typed, marked));
    const most = Math.max(...spellings.map(({ found }, at) => (close[at] > MARKS_DIFFER ? found.length : 0)));
    spellings.forEach(({ term, found }, at) => {
      const isRare = term !== typed && typed.includes(' ') && found.length * RARE < most;
      for (let place = 0; place < found.length; place += 2) {
        const article = found[place];
        made.says[article] = Math.max(made.says[article], close[at] * SAYS[found[place + 1]]);
        made.fit[article] = Math.max(made.fit[article], close[at]);
        if (close[at] > MARKS_DIFFER && !isRare) made.exact[article] = 1;
        if (found[place + 1] === TITLE) made.inTitle[article] = Math.max(made.inTitle[article], close[at]);
      }
    });
    return made;
  }

  combined(other, choose) {
    for (const name of ['says', 'fit', 'exact', 'inTitle']) {
      this[name].forEach((value, article) => {
        this[name][article] = choose(value, other[name][article]);
      });
    }
    return this;
  }
}

// Looks up what all slots ask for: each gets its `there`, and `exists`, whether any article has it as typed.
async function lookUp(index, { slots, marked }) {
  const total = index.articles.length;
  const terms = [...new Set(slots.flatMap(({ ways }) => ways.flatMap((way) => way.terms)))];
  const spellings = new Map(await Promise.all(terms.map(async (term) => [term, await index.lookUp(term)])));
  for (const slot of slots) {
    const ways = slot.ways.map(({ terms, isTyped }) =>
      terms
        .map((term) => Presence.of(spellings.get(term), term, marked || !isTyped, total))
        .reduce((one, other) => one.combined(other, Math.min)),
    );
    slot.there = ways.reduce((one, other) => one.combined(other, Math.max));
    slot.exists = slot.there.exact.includes(1);
  }
}

// Returns {asked, precise, wide, partly}. Both lists are best first. An article of `precise` has all words, with their
// marks, and each syllable beside one that it was typed beside; one of `wide` has all words somehow, or, if `partly`, the
// most of them that any article has.
export async function find(index, query) {
  const asked = parse(query, index.synonyms);
  await lookUp(index, asked);
  const { words } = asked;
  const held = holders(asked);
  const total = index.articles.length;
  const scores = new Float64Array(total);
  const wordsThere = new Uint16Array(total);
  const inTitle = new Float32Array(total);
  const fits = new Float32Array(total);
  const distinct = new Set(words.map((word) => word.slot)).size;
  for (const { there, isPair } of asked.slots) {
    const articles = there.says.reduce((count, value) => count + (value > 0), 0);
    const rarity = Math.log(1 + (total - articles + 0.5) / (articles + 0.5)) + 0.05;
    there.says.forEach((says, article) => {
      if (!says) return;
      scores[article] += says * rarity * (isPair ? PAIR : 1);
      if (isPair) return;
      wordsThere[article] += 1;
      fits[article] += there.fit[article];
      inTitle[article] += there.inTitle[article];
    });
  }
  const most = wordsThere.reduce((one, other) => Math.max(one, other), 0);
  const partly = most < distinct;
  const quoted = words.filter((word) => word.quoted);
  const enough = partly ? (quoted.length || most * 2 < distinct ? Infinity : most) : distinct;
  const [precise, wide] = [[], []];
  for (let article = 0; article < total; article += 1) {
    const hasPhrases = quoted.every(({ pair }) => pair.there.says[article]);
    if (!most || wordsThere[article] < enough || !hasPhrases) continue;
    const title = inTitle[article] / distinct;
    const ofTitle = inTitle[article] / (index.articles[article].titleLength || 1);
    scores[article] *= (fits[article] / distinct) * (1 + title * title * (0.5 + ofTitle));
    const isThere = ({ there }) => there.exact[article];
    const isPrecise = words.every(
      (word, at) =>
        (!word.needsPair || isThere(word.pair)) && (held[at].length ? held[at].some(isThere) : isThere(word.slot)),
    );
    (isPrecise && !partly ? precise : wide).push(article);
  }
  const order = (one, other) => scores[other] - scores[one] || other - one;
  const seen = unseen(index, []);
  const once = (some) => {
    const there = new Set(some);
    const isFile = (one) => index.articles[one].of !== one;
    return some.sort(order).filter((one) => !(isFile(one) && there.has(index.articles[one].of)) && seen(one));
  };
  return { query, asked, precise: once(precise), wide: once(wide), partly };
}

// Returns a function that says of an article, or a file of one, whether it is the first of them that it was asked about.
function unseen(index, articles) {
  const seen = new Set(articles.map((one) => index.articles[one].of));
  return (article) => {
    const { of } = index.articles[article];
    return !seen.has(of) && Boolean(seen.add(of));
  };
}

// Returns what is found for a query, or for what it was probably meant to be (`meant`) if nothing has just what was typed;
// where that is less sure, it is only a `suggestion`.
export async function search(index, query) {
  const found = await find(index, query);
  if (found.precise.length || found.asked.words.some((word) => word.quoted)) return found;
  const meant = corrected(found.asked, await index.vocabulary());
  if (!meant.text) return found;
  const other = await find(index, meant.text);
  if (!other.precise.length) return found;
  const { words } = found.asked;
  const hasAll = found.wide.some((article) => words.every(({ slot }) => slot.there.exact[article]));
  if (hasAll && (words.length > 2 || meant.far > 2)) return { ...found, suggestion: meant.text };
  const more = found.partly ? [] : found.wide.filter(unseen(index, [...other.precise, ...other.wide]));
  return { ...other, query, meant: meant.text, wide: [...other.wide, ...more] };
}

// Returns {text, far}: a query with words that no article has, or has beside one another, replaced by the likest that many
// have, and how far the farthest is; no text if there are none.
function corrected(asked, vocabulary) {
  const { text, words } = asked;
  const others = words.map((word) => word.typed);
  const known = vocabulary.map(({ term, level }) => ({ parts: term.split(' '), level }));
  let far = 0;
  const replace = (at, length, limit) => {
    const best = likest(words.slice(at, at + length), known, limit);
    if (!best) return false;
    others.splice(at, length, ...best.parts);
    far = Math.max(far, best.all);
    return true;
  };
  holders(asked).forEach((pairs, at) => {
    const word = words[at];
    if (others[at] !== word.typed || NUMBER.test(word.plain)) return;
    if (!pairs.length) {
      if (!word.slot.exists && word.plain.length > 3) replace(at, 1, word.plain.length > 6 ? 4 : 3);
    } else if (!pairs.some((pair) => pair.exists)) {
      const next = words[at + 1];
      if (!(next && next.pair && replace(at, 2, 3)) && word.pair) replace(at - 1, 2, 3);
    }
  });
  let made = '';
  let end = 0;
  words.forEach(({ typed, piece, index }, at) => {
    made += text.slice(end, index) + (others[at] === typed ? piece : spelled(others[at]));
    end = index + piece.length;
  });
  made += text.slice(end);
  return { text: made === text ? '' : made, far };
}

// Returns the term that is most like the words typed, and no farther from them than `limit`.
function likest(typed, known, limit) {
  let best;
  for (const { parts, level } of known) {
    if (parts.length !== typed.length) continue;
    const far = parts.map((part, at) => distance(part, typed[at]));
    const all = far.reduce((one, other) => one + other, 0);
    // Of two words one must be right but for its marks.
    if (all > limit || (far.length > 1 && Math.min(...far) > 1) || !all) continue;
    if (!best || all < best.all || (all === best.all && level > best.level)) best = { parts, all, level };
  }
  return best;
}

// Letters that are one sound.
const SOUNDS = { ng: 'ŋ', ngh: 'ŋ', gh: 'g', gi: 'j', ch: 'C', kh: 'K', ph: 'P', th: 'T', tr: 'R', nh: 'N', qu: 'Q' };
const sounds = (plain) => plain.replace(/ngh?|gh|gi(?=[aeiouy])|[ckpt]h|tr|nh|qu/g, (letters) => SOUNDS[letters]);

// How far a word is from one that was typed: 1 for other marks, 2 for each sound more, less, other or exchanged.
function distance(word, { typed, plain }) {
  if (word === typed) return 0;
  if (Math.abs(word.length - typed.length) > 4) return Infinity;
  const other = folded(word);
  if (other === plain) return typed === plain ? 0 : 1;
  const edits = editsBetween(sounds(other), sounds(plain), plain.length > 6 ? 2 : 1);
  const tone = (text) => (text.match(/[\u0300-\u0323]/) || [''])[0];
  return 2 * edits + (typed !== plain && tone(word) !== tone(typed) ? 1 : 0);
}

// Returns how many letters must be put in, taken out, replaced or exchanged with the next; Infinity above `limit`.
function editsBetween(one, other, limit) {
  if (Math.abs(one.length - other.length) > limit) return Infinity;
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      now[column] = Math.min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (same ? 0 : 1));
      const isSwap = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      if (isSwap) now[column] = Math.min(now[column], before[column - 2] + 1);
    }
    [before, last] = [last, now];
  }
  return last[other.length] > limit ? Infinity : last[other.length];
}
