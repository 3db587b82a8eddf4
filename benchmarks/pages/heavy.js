/** What the heavy page has beyond its table: shadow DOM, canvases, an inner scroller, a route. */

class PriceTag extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: 'open' }).innerHTML =
      `<style>:host { color: #853 } b { font-weight: 600 }</style><b>${this.textContent}</b>`;
  }
}
customElements.define('price-tag', PriceTag);

const flat = document.getElementById('flat').getContext('2d');
for (let bar = 0; bar < 40; bar += 1) {
  flat.fillStyle = `hsl(${bar * 9} 60% 50%)`;
  flat.fillRect(bar * 8, 120 - ((bar * 37) % 110), 6, 120);
}

const deep = document.getElementById('deep').getContext('webgl');
if (deep) {
  deep.clearColor(0.2, 0.5, 0.4, 1);
  deep.clear(deep.COLOR_BUFFER_BIT);
}

document.getElementById('route').addEventListener('click', () => {
  history.pushState(null, '', '/catalogue/8841');
  document.getElementById('title').textContent = 'The catalogue of 8841';
});
