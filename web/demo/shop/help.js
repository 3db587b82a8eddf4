// @ts-check
import { frame } from './frame.js';

frame();

/** Opens the question that the address names. */
function openNamed() {
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView({ block: 'center' });
  }
}

addEventListener('hashchange', openNamed);
openNamed();
