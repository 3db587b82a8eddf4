// @ts-check
/** The basket: quantities, sum, and the way to the checkout. */
import { read, set } from './basket_store.js';
import { lampById, money } from './catalogue.js';
import { frame, refreshFoot } from './frame.js';

frame();
const place = /** @type {HTMLElement} */ (document.getElementById('basket'));

/** @param {[string, number]} entry */
function row([id, quantity]) {
  const lamp = lampById(id);
  return `<li data-lamp="${id}"><img src="pictures/${id}.svg" width="96" height="96" alt=""><div><strong>${lamp.name}</strong><span>${lamp.text}</span></div>
<div class="steps"><button type="button" class="quiet" data-step="-1" aria-label="One less">−</button><output>${quantity}</output><button type="button" class="quiet" data-step="1" aria-label="One more">+</button></div>
<span class="price">${money(lamp.price * quantity)}</span></li>`;
}

function draw() {
  const entries = Object.entries(read());
  if (entries.length === 0) {
    place.innerHTML = '<p>Nothing in it yet. <a href="lamps.html">Look at our lamps</a></p>';
    return;
  }
  const sum = entries.reduce((total, [id, quantity]) => total + lampById(id).price * quantity, 0);
  place.innerHTML = `<ul class="rows">${entries.map(row).join('')}</ul><div class="sum"><p>Together <strong>${money(sum)}</strong></p><a class="main" id="to-checkout" href="checkout.html">Go to checkout</a></div>`;
}

place.addEventListener('click', (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest('button');
  const id = button?.closest('li')?.dataset.lamp;
  if (button === null || id === undefined) return;
  set(id, (read()[id] ?? 0) + Number(button.dataset.step));
  draw();
  refreshFoot();
});
draw();
