// @ts-check
/** The list of lamps: filters that wait for "Apply", routes by the history API. */
import { KINDS, LAMPS, MATERIALS } from './catalogue.js';
import { fill, frame } from './frame.js';

frame();
const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const form = /** @type {HTMLFormElement} */ ($('filter-form'));
const sort = /** @type {HTMLSelectElement} */ ($('sort'));
const filters = $('filters');

const GROUPS = {
  kind: KINDS,
  material: MATERIALS,
  price: { 'under-60': 'Under €60', 'under-100': 'Under €100', 'over-100': 'Over €100' },
  light: { warm: 'Warm white', neutral: 'Neutral', dim: 'Dimmable' },
  cable: { black: 'Black cable', textile: 'Textile cable', clear: 'Clear cable' },
  room: { living: 'Living room', bed: 'Bedroom', desk: 'Study', kitchen: 'Kitchen' },
};
const TITLES = { kind: 'Kind', material: 'Material', price: 'Price', light: 'Light', cable: 'Cable', room: 'Room' };

/** @param {string} group @param {Record<string, string>} options */
const drawGroup = (group, options) => `<fieldset><legend>${TITLES[/** @type {keyof typeof TITLES} */ (group)]}</legend>${Object.entries(
  options,
).map(([value, text]) => `<label class="choice"><input type="checkbox" name="${group}" value="${value}" id="${group}-${value}"> <span>${text}</span></label>`).join('')}</fieldset>`;

form.innerHTML = `${Object.entries(GROUPS).map(([group, options]) => drawGroup(group, options)).join('')}<button class="main" id="apply-filters">Apply</button>`;

/** @param {import('./catalogue.js').Lamp} lamp @param {string} price */
const costs = (lamp, price) => (price === 'over-100' ? lamp.price > 100 : lamp.price < Number(price.slice(6)));

/** @param {import('./catalogue.js').Lamp} lamp @param {URLSearchParams} asked */
function matches(lamp, asked) {
  const kinds = asked.getAll('kind');
  const materials = asked.getAll('material');
  const prices = asked.getAll('price');
  return (
    (kinds.length === 0 || kinds.includes(lamp.kind)) &&
    (materials.length === 0 || materials.includes(lamp.material)) &&
    (prices.length === 0 || prices.some((price) => costs(lamp, price)))
  );
}

/** @type {Record<string, (a: import('./catalogue.js').Lamp, b: import('./catalogue.js').Lamp) => number>} */
const ORDERS = {
  low: (a, b) => a.price - b.price,
  high: (a, b) => b.price - a.price,
  new: (a, b) => Number(b.isNew ?? false) - Number(a.isNew ?? false),
};

function chosen() {
  return form.querySelectorAll('input:checked').length;
}

function showChosen() {
  const status = $('filter-status');
  status.hidden = chosen() === 0;
  status.textContent = `${chosen()} chosen ›`;
}

/** Draws the lamps that the address asks for. */
function draw() {
  const asked = new URLSearchParams(location.search);
  for (const input of form.querySelectorAll('input')) {
    input.checked = asked.getAll(input.name).includes(input.value);
  }
  sort.value = asked.get('sort') ?? '';
  const lamps = LAMPS.filter((lamp) => matches(lamp, asked));
  const order = ORDERS[sort.value];
  fill('lamps', order === undefined ? lamps : [...lamps].sort(order));
  const kind = asked.getAll('kind').length === 1 ? asked.get('kind') : null;
  const title = kind === null ? 'All lamps' : KINDS[/** @type {keyof typeof KINDS} */ (kind)];
  $('list-title').textContent = title;
  $('crumb').textContent = title;
  $('count').textContent = lamps.length === 1 ? '1 lamp' : `${lamps.length} lamps`;
  $('results').dataset.shown = [...asked.getAll('material'), ...asked.getAll('price')].join(' ');
  showChosen();
}

/** @param {URLSearchParams} asked */
function go(asked) {
  history.pushState(null, '', `?${asked}`);
  filters.classList.remove('open');
  draw();
}

form.addEventListener('change', showChosen);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const asked = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  if (sort.value !== '') asked.set('sort', sort.value);
  go(asked);
});
sort.addEventListener('change', () => {
  // Only the kind survives a new order: the other filters are lost without a word.
  const kept = new URLSearchParams(location.search).getAll('kind').map((kind) => ['kind', kind]);
  const asked = new URLSearchParams(kept);
  if (sort.value !== '') asked.set('sort', sort.value);
  go(asked);
});
$('open-filters').addEventListener('click', () => {
  filters.setAttribute('role', 'dialog');
  filters.classList.add('open');
});
$('close-filters').addEventListener('click', () => {
  filters.classList.remove('open');
  filters.removeAttribute('role');
  draw();
});
addEventListener('popstate', draw);
draw();
