// @ts-check
/** The checkout: a form that says nothing until the very end, and then little. */
import { count, read, set } from './basket_store.js';
import { lampById, money } from './catalogue.js';
import { frame } from './frame.js';

const start = new URLSearchParams(location.search).get('lamp');
if (start !== null && count() === 0) set(start, 1);
frame();
const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

const rows = Object.entries(read()).map(([id, n]) => `<li><img src="pictures/${id}.svg" width="56" height="56" alt=""><span>${n} × ${lampById(id).name}</span><span class="price">${money(lampById(id).price * n)}</span></li>`);
const sum = Object.entries(read()).reduce((total, [id, n]) => total + lampById(id).price * n, 0);
$('summary').innerHTML = `<h2>Your order</h2><ul class="rows small">${rows.join('')}</ul><p class="sum-line">Together <strong>${money(sum)}</strong></p>`;

const REQUIRED = ['full-name', 'email', 'street', 'postcode', 'town'];

/** @param {string} text */
function complain(text) {
  const problem = $('problem');
  problem.textContent = text;
  problem.hidden = false;
  scrollTo({ top: 0 });
}

$('order').addEventListener('submit', (event) => {
  event.preventDefault();
  const missing = REQUIRED.filter((id) => input(id).value.trim() === '');
  for (const id of REQUIRED) {
    if (missing.includes(id)) input(id).setAttribute('aria-invalid', 'true');
    else input(id).removeAttribute('aria-invalid');
  }
  if (missing.length > 0) {
    complain('Some fields are missing.');
    return;
  }
  const phone = input('phone');
  if (!/^\+\d{8,14}$/.test(phone.value)) {
    // The field is emptied and the rule stays untold: what was typed is lost.
    phone.value = '';
    phone.setAttribute('aria-invalid', 'true');
    complain('Your entries could not be processed (code 27).');
    return;
  }
  location.assign('thanks.html');
});
