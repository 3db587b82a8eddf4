// @ts-check
/** One lamp: picture, facts, and the way into the basket. */
import { read, set } from './basket_store.js';
import { LAMPS, lampById, money } from './catalogue.js';
import { fill, frame, refreshFoot } from './frame.js';

frame();
const lamp = lampById(new URLSearchParams(location.search).get('id'));
const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const was = lamp.was === undefined ? '' : `<s>${money(lamp.was)}</s> `;
document.title = `${lamp.name} · Lumen & Oak`;
$('crumb').textContent = lamp.name;
$('lamp').innerHTML = `<img class="lamp-picture" src="pictures/${lamp.id}.svg" width="480" height="480" alt="${lamp.name}">
<div class="lamp-facts">
<h1>${lamp.name}</h1>
<p class="lead">${lamp.text}</p>
<p class="price">${was}${money(lamp.price)} <small>with VAT, plus delivery</small></p>
<div class="buy"><button type="button" class="main" id="add-to-basket">Add to basket</button><span class="in-basket" id="in-basket" hidden></span></div>
<p><button type="button" class="link" id="open-sizes">Will it fit?</button></p>
<details><summary>Size and material</summary><p>Height 46 cm, shade 28 cm. ${lamp.material[0].toUpperCase()}${lamp.material.slice(1)}, textile cable of 1.8 m with a switch.</p></details>
<details><summary>Bulb</summary><p>E27, up to 9 W LED. A warm white bulb is in the box.</p></details>
<details><summary>Care</summary><p>A dry cloth is enough. Brass grows darker; a lemon brings it back.</p></details>
</div>`;
fill('also', LAMPS.filter((other) => other.id !== lamp.id && other.kind === lamp.kind).slice(0, 4));

function showNote() {
  const n = read()[lamp.id] ?? 0;
  const note = $('in-basket');
  note.hidden = n === 0;
  note.innerHTML = `<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="M5 8h14l1 12H4zM9 8V7a3 3 0 0 1 6 0v1"/></svg>In your basket${n > 1 ? ` (${n})` : ''}`;
}

$('add-to-basket').addEventListener('click', () => {
  set(lamp.id, (read()[lamp.id] ?? 0) + 1);
  showNote();
  refreshFoot();
});
const sizes = /** @type {HTMLDialogElement} */ ($('sizes'));
$('open-sizes').addEventListener('click', () => sizes.showModal());
$('close-sizes').addEventListener('click', () => sizes.close());
showNote();
