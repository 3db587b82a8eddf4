// @ts-check
/** What every page carries: the head with search and menu, the foot with its small icons. */
import { count } from './basket_store.js';
import { LAMPS, money } from './catalogue.js';

const ICON = {
  search: '<path d="M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zm5 11.5L20 20"/>',
  heart: '<path d="M12 20S4 15 4 9.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8 2.5C20 15 12 20 12 20z"/>',
  menu: '<path d="M4 7h16M4 12h16M4 17h16"/>',
  leaf: '<path d="M5 19C5 9 11 5 20 5c0 9-5 14-13 13M5 19l7-7"/>',
  post: '<path d="M3 7h12v9H3zM15 10h4l2 3v3h-6zM7 18.5a1 1 0 1 0 0 .1M17 18.5a1 1 0 1 0 0 .1"/>',
  bag: '<path d="M5 8h14l1 12H4zM9 8V7a3 3 0 0 1 6 0v1"/>',
};

/** @param {keyof typeof ICON} name */
const icon = (name) => `<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">${ICON[name]}</svg>`;

const MENU = [
  ['lamps.html?kind=table', 'Table lamps'],
  ['lamps.html?kind=floor', 'Floor lamps'],
  ['lamps.html?kind=pendant', 'Pendants'],
  ['lamps.html?sort=new', 'New'],
  ['help.html', 'Help'],
];

/** Draws one lamp as a tile of a grid.
 * @param {import('./catalogue.js').Lamp} lamp */
export function tile(lamp) {
  const was = lamp.was === undefined ? '' : `<s>${money(lamp.was)}</s> `;
  const badge = lamp.was === undefined ? (lamp.isNew ? '<b>New</b>' : '') : '<b class="less">Reduced</b>';
  return `<li><a class="tile" href="lamp.html?id=${lamp.id}"><img src="pictures/${lamp.id}.svg" width="480" height="480" alt="">${badge}<strong>${lamp.name}</strong><span>${lamp.material}, ${lamp.kind} lamp</span><span class="price">${was}${money(lamp.price)}</span></a></li>`;
}

/** @param {string} id @param {import('./catalogue.js').Lamp[]} lamps */
export function fill(id, lamps) {
  const list = document.getElementById(id);
  if (list !== null) list.innerHTML = lamps.map(tile).join('');
}

function drawHead() {
  const links = MENU.map(([href, text]) => `<li><a href="${href}">${text}</a></li>`).join('');
  return `<p class="ribbon">Reading lamps for dark days: <a href="offers.html">this week's offers</a></p>
<div class="bar"><button type="button" class="plain menu-button" id="menu-button" aria-label="Menu" aria-expanded="false" aria-controls="menu">${icon('menu')}</button>
<a class="brand" href="index.html"><img src="pictures/mark.svg" width="36" height="36" alt=""><span>Lumen <i>&amp;</i> Oak</span></a>
<nav class="menu" id="menu" aria-label="Shop"><ul>${links}</ul></nav>
<form class="search" action="search.html"><input name="q" id="search" aria-label="Search lamps" placeholder="Search lamps" autocomplete="off"><button class="plain" id="search-button" aria-label="Search">${icon('search')}</button></form>
<button type="button" class="plain" id="saved" aria-label="Saved lamps">${icon('heart')}</button></div>`;
}

function drawFoot() {
  const dot = count() > 0 ? '<em></em>' : '';
  return `<div class="foot-columns">
<div><h2>Lumen &amp; Oak</h2><p>Oak Lane 4, in the yard.<br>Monday to Saturday, 10 to 18 h.</p></div>
<div><h2>Shop</h2><ul><li><a href="lamps.html">All lamps</a></li><li><a href="offers.html">Offers</a></li><li><a href="search.html?q=oak">Made of oak</a></li></ul></div>
<div><h2>Help</h2><ul><li><a href="help.html#delivery">Delivery</a></li><li><a href="help.html#bulbs">Bulbs</a></li><li><a href="help.html#contact">Contact</a></li></ul></div>
</div>
<div class="foot-icons"><a href="help.html#repairs" id="foot-leaf">${icon('leaf')}</a><a href="help.html#delivery" id="foot-post">${icon('post')}</a><a href="basket.html" id="foot-bag">${icon('bag')}${dot}</a><small>A demonstration shop. Nothing here can be bought.</small></div>`;
}

/** Draws head and foot. Called by every page's own script. */
export function frame() {
  const top = document.getElementById('top');
  const foot = document.getElementById('foot');
  if (top === null || foot === null) return;
  top.innerHTML = drawHead();
  foot.innerHTML = drawFoot();
  const button = document.getElementById('menu-button');
  button?.addEventListener('click', () => {
    const isOpen = top.classList.toggle('menu-open');
    button.setAttribute('aria-expanded', String(isOpen));
  });
  document.getElementById('saved')?.addEventListener('click', () => {
    // The list of saved lamps was removed from the page; its button was forgotten.
    const list = /** @type {HTMLElement} */ (document.querySelector('#saved-list'));
    list.hidden = false;
  });
}

/** Draws the foot again after the basket has changed. */
export function refreshFoot() {
  const foot = document.getElementById('foot');
  if (foot !== null) foot.innerHTML = drawFoot();
}

/** Lamps that are reduced. */
export const reduced = () => LAMPS.filter((lamp) => lamp.was !== undefined);
