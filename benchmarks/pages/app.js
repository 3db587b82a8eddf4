/** A small shop as a single page on preact: routes, a filtered list, a dialog, a basket. */

const { h, render, Component } = window.preact;

const WOODS = ['oak', 'ash', 'walnut', 'beech', 'birch', 'pine'];
const KINDS = ['lamp', 'chair', 'table', 'shelf', 'stool'];
const PRODUCTS = Array.from({ length: 300 }, (_, id) => ({
  id,
  name: `${WOODS[id % 6]} ${KINDS[id % 5]} ${id}`,
  price: 20 + ((id * 37) % 400),
  stock: (id * 13) % 9,
}));

const Card = ({ product, look, open, add }) =>
  h('li', { class: 'card', key: product.id },
    h('h3', null, h('a', { href: `/products/${product.id}`, onClick: open }, product.name)),
    h('p', { class: product.stock ? 'in' : 'out' }, product.stock ? `${product.stock} in stock` : 'sold out'),
    h('span', { class: 'price' }, `${product.price} €`),
    h('button', { class: 'look', onClick: look }, 'Look'),
    h('button', { class: 'add', onClick: add, disabled: !product.stock }, 'Add'));

const Dialog = ({ product, close }) =>
  h('div', { role: 'dialog', 'aria-modal': 'true', class: 'dialog', id: 'look' },
    h('h2', null, product.name),
    h('p', null, `A ${product.name} for ${product.price} €.`),
    h('button', { id: 'close', onClick: close }, 'Close'));

class Shop extends Component {
  state = { path: location.pathname, filter: '', by: 'id', looked: null, basket: [] };

  componentDidMount() {
    addEventListener('popstate', () => this.setState({ path: location.pathname }));
  }

  go(path, event) {
    event?.preventDefault();
    history.pushState(null, '', path);
    this.setState({ path, looked: null });
  }

  shown() {
    const { filter, by } = this.state;
    const words = filter.toLowerCase().split(' ');
    return PRODUCTS
      .filter(({ name }) => words.every((word) => name.includes(word)))
      .sort((a, b) => (by === 'name' ? a.name.localeCompare(b.name) : a[by] - b[by]));
  }

  list() {
    const { filter, by } = this.state;
    const shown = this.shown();
    return h('main', null,
      h('label', null, 'Filter ',
        h('input', { id: 'filter', value: filter, onInput: (event) => this.setState({ filter: event.target.value }) })),
      ['id', 'name', 'price'].map((name) =>
        h('button', { id: `by-${name}`, 'aria-pressed': by === name, onClick: () => this.setState({ by: name }) }, `By ${name}`)),
      h('output', null, `${shown.length} found`),
      h('ul', { class: 'cards' }, shown.map((product) =>
        h(Card, {
          key: product.id,
          product,
          look: () => this.setState({ looked: product }),
          open: (event) => this.go(`/products/${product.id}`, event),
          add: () => this.setState(({ basket }) => ({ basket: [...basket, product] })),
        }))));
  }

  detail(id) {
    const product = PRODUCTS[id];
    const like = PRODUCTS.filter(({ name }) => name.split(' ')[1] === product.name.split(' ')[1]);
    return h('main', null,
      h('h1', null, product.name),
      h('button', { id: 'back', onClick: () => this.go('/') }, 'All products'),
      h('ul', null, like.map((other) => h('li', { key: other.id }, `${other.name}, ${other.price} €`))));
  }

  basket() {
    const { basket } = this.state;
    return h('main', null,
      h('h1', null, 'Basket'),
      h('ol', null, basket.map(({ name, price }) => h('li', null, `${name}: ${price} €`))),
      h('strong', { id: 'sum' }, `${basket.reduce((sum, { price }) => sum + price, 0)} €`),
      h('button', { id: 'back', onClick: () => this.go('/') }, 'All products'));
  }

  render(_, { path, looked, basket }) {
    const id = path.match(/^\/products\/(\d+)/)?.[1];
    return h('div', null,
      h('nav', null,
        h('a', { id: 'home', href: '/', onClick: (event) => this.go('/', event) }, 'Shop'),
        h('a', { id: 'to-basket', href: '/basket', onClick: (event) => this.go('/basket', event) }, `Basket (${basket.length})`)),
      id ? this.detail(Number(id)) : path === '/basket' ? this.basket() : this.list(),
      looked && h(Dialog, { product: looked, close: () => this.setState({ looked: null }) }));
  }
}

render(h(Shop), document.getElementById('app'));
