/* A table of the open data: filters, sorts and shows all rows of it, where the page has the first ones only. The form
   says where the data is, which columns have the words that are sought (data-text) and the year (data-year), the table's
   heads which columns it shows. The data is fetched when a reader turns to the form, or at once when the address has a
   filter. Without this script there are the pages of years and kinds. */
const STEP = 20; // more rows would not be on the screen within 100 ms of a key on a slow phone
const form = document.querySelector('[data-register]');
const table = document.querySelector('[data-register-table]');
const status = document.querySelector('[data-register-status]');
const more = document.querySelector('[data-register-more]');
const base = form.dataset.register.replace(/\/[^/]*\/[^/]*$/, '');
const heads = [...table.tHead.rows[0].cells];
const texts = form.dataset.text.split(' ');
const words = Object.fromEntries(
  heads.filter((head) => head.dataset.words).map((head) => [head.dataset.column, JSON.parse(head.dataset.words)]),
);
const fold = (text) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/gi, 'd')
    .toLowerCase();
const day = (iso) => iso.split('-').reverse().join('-');
const has = (cell, name) => cell === name || (cell.includes(';') && cell.split('; ').includes(name));
// Returns `1.716`, as Intl would, which takes a tenth of a second to load on a slow phone.
const grouped = (count) =>
  String(count).replace(/\B(?=(\d{3})+$)/g, document.documentElement.lang === 'vi' ? '.' : ',');

let columns = {};
let rows = [];
let found = [];
let shown = STEP;
let sorted = { column: '', descending: false };
let loading = null;

const load = () => {
  loading =
    loading ||
    fetch(form.dataset.register)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .then((data) => {
        columns = Object.fromEntries(data.fields.map((field, at) => [field.name, at]));
        rows = data.rows;
        for (const row of rows) row.folded = fold(texts.map((name) => row[columns[name]]).join(' '));
      });
  return loading;
};

const cell = (row, head) => {
  const { column, link, type } = head.dataset;
  const value = row[columns[column]];
  const made = document.createElement(link ? 'th' : 'td');
  let inner = made;
  if (link) {
    made.scope = 'row';
    inner = document.createElement('a');
    inner.href = base + row[columns[link]];
  } else if (type === 'date' && value) {
    inner = document.createElement('time');
    inner.dateTime = value;
  } else if (words[column]) {
    inner = document.createElement('span');
    inner.className = `state state-${value}`;
  }
  inner.textContent = type === 'date' ? day(value) : words[column] ? words[column][value] : value;
  if (inner !== made) made.append(inner);
  return made;
};

const show = () => {
  const body = document.createElement('tbody');
  for (const row of found.slice(0, shown)) {
    const line = document.createElement('tr');
    line.append(...heads.map((head) => cell(row, head)));
    body.append(line);
  }
  table.tBodies[0].replaceWith(body);
  more.hidden = found.length <= shown;
  const count = grouped(found.length);
  status.textContent = found.length ? status.dataset.many.replace('{count}', count) : status.dataset.none;
};

const matches = (wanted) => {
  const syllables = wanted.filter(([name]) => name === 'q').flatMap(([, value]) => fold(value).split(/\s+/));
  const facets = wanted.filter(([name]) => name !== 'q');
  return rows.filter(
    (row) =>
      syllables.every((one) => row.folded.includes(one)) &&
      facets.every(([name, value]) =>
        name === 'year' ? row[columns[form.dataset.year]].startsWith(value) : has(row[columns[name]], value),
      ),
  );
};

const update = () => {
  const wanted = [...new FormData(form)].filter(([, value]) => value.trim());
  found = matches(wanted);
  if (sorted.column) {
    const at = columns[sorted.column];
    const sign = sorted.descending ? -1 : 1;
    const order = new Intl.Collator('vi', { numeric: true });
    found.sort((one, other) => sign * order.compare(one[at], other[at]));
  }
  shown = STEP;
  show();
  const query = new URLSearchParams(wanted).toString();
  history.replaceState(null, '', query ? `?${query}` : location.pathname);
};

const run = () =>
  load().then(update, () => {
    status.textContent = status.dataset.failed;
    loading = null;
  });

for (const head of heads) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = head.textContent;
  button.addEventListener('click', () => {
    const { column } = head.dataset;
    sorted = { column, descending: sorted.column === column && !sorted.descending };
    for (const one of heads) one.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', sorted.descending ? 'descending' : 'ascending');
    run();
  });
  head.replaceChildren(button);
}
for (const [name, value] of new URLSearchParams(location.search)) {
  const field = form.elements.namedItem(name);
  if (field) field.value = value;
}
form.addEventListener('focusin', load, { once: true });
form.addEventListener('input', run);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  run();
});
const further = document.createElement('button');
further.type = 'button';
further.textContent = more.textContent;
further.addEventListener('click', () => {
  shown += STEP;
  show();
});
more.replaceChildren(further);
if (location.search) run();
