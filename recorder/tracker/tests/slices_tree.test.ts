import { beforeEach, expect, it } from 'vitest';

import * as masking from '../src/masking.js';
import { makePrivacy } from '../src/privacy.js';
import { makeRedact } from '../src/recording/redact.js';
import type { Work } from '../src/slices/pace.js';
import { makeTree, type Mutations, type Out, type Tree } from '../src/slices/tree.js';
import { writeTree } from '../src/slices/write.js';
import { html, one } from './sensing_host.js';

let tree: Tree;

function done<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

function grown(markup: string): Out {
  html(markup);
  return done(tree.grow(document.body, null));
}

/** What an update tells of these parents and these elements. */
const update = (kids: string[], looks: string[] = []): Mutations =>
  done(tree.update({ kids: new Set(kids.map(one)), looks: new Set(looks.map(one)) }, true));

const written = (top: Out): string => done(writeTree(top, '', '', JSON.stringify)).join('');

beforeEach(() => {
  const privacy = makePrivacy([], []);
  tree = makeTree({
    privacy,
    redact: (event) => makeRedact(privacy, masking, tree.nodeOf)(event),
    met: () => undefined,
    states: { privacy, picture: () => undefined, ask: () => undefined, cssOf: () => null },
  });
});

it('writes what a snapshot of rrweb looks like', () => {
  const top = grown('<p class="a">Hello <b>you</b></p><script>1</script><!-- no -->');
  expect(JSON.parse(written(top))).toMatchObject({
    type: 2, tagName: 'body',
    childNodes: [{
      type: 2, tagName: 'p', attributes: { class: 'a' },
      childNodes: [{ type: 3, textContent: 'Hello ' }, { tagName: 'b', childNodes: [{ textContent: 'you' }] }],
    }],
  });
});

it('names an element of SVG as rrweb does: a box in its place would end the drawing', () => {
  const text = written(grown('<svg><clipPath id="c"></clipPath><foreignObject><p>x</p></foreignObject></svg>'));
  for (const name of ['clippath', 'foreignobject']) expect(text).toContain(`"tagName":"${name}"`);
  expect(text).not.toContain('"div"');
});

it('masks as it grows', () => {
  const text = written(grown('<p>a@b.org</p><div data-ta-mask title="Jane">Jane</div><input value="typed">'));
  for (const secret of ['a@b.org', 'Jane', 'typed']) expect(text).not.toContain(secret);
});

it('tells nothing of what is ignored but its size', () => {
  const text = written(grown('<div data-ta-ignore class="own">Secret</div>'));
  expect(text).toContain('rr_width');
  expect(text).not.toContain('Secret');
});

it('tells what was added before what stands behind it', () => {
  grown('<ul id="list"><li>one</li><li id="two">two</li></ul>');
  one('#two').insertAdjacentHTML('beforebegin', '<li>new<b>!</b></li>');
  const { adds, removes } = update(['#list']);
  expect(removes).toEqual([]);
  expect(adds.map(({ node }) => node.tagName ?? node.textContent)).toEqual(['li', 'new', 'b', '!']);
  expect(adds[0]?.nextId).toBe(tree.idOf(one('#two')));
});

it('tells a move by the one that moved, without what is below it', () => {
  grown('<ul id="list"><li>1</li><li>2</li><li id="last">3</li></ul>');
  one('#list').prepend(one('#last'));
  const { adds, removes } = update(['#list']);
  expect(removes).toEqual([]);
  expect(adds).toMatchObject([{ node: { tagName: 'li', childNodes: [], id: tree.idOf(one('#last')) } }]);
});

it('tells anew what moved after it had changed', () => {
  grown('<ul id="list"><li>1</li><li>2</li><li id="last">3</li></ul>');
  one('#last').className = 'late';
  update([], ['#last']);
  one('#list').prepend(one('#last'));
  const { adds, removes } = update(['#list']);
  expect(removes).toHaveLength(1);
  expect(adds.map(({ node }) => node.tagName ?? node.textContent)).toEqual(['li', '3']);
});

it('tells as new what has moved to another parent, without what it had lost on the way', () => {
  grown('<div id="a"><p id="x">x<i id="i">i</i></p></div><div id="b"></div>');
  const [from, id] = [tree.idOf(one('#a')), tree.idOf(one('#x'))];
  one('#i').remove();
  one('#b').append(one('#x'));
  const { adds, removes } = update(['#b', '#a', '#x']);
  expect(removes).toEqual([{ parentId: from, id }]);
  expect(adds.map(({ node }) => node.tagName ?? node.textContent)).toEqual(['p', 'x']);
  expect(adds[0]).toMatchObject({ parentId: tree.idOf(one('#b')), node: { id: tree.idOf(one('#x')) } });
  expect(tree.idOf(one('#x'))).not.toBe(id); // a player keeps what stood below the old number
});

it('tells an attribute that has changed or gone, and no other', () => {
  grown('<p id="p" class="a" title="t" lang="de">x</p>');
  one('#p').className = 'b';
  one('#p').removeAttribute('title');
  expect(update([], ['#p']).attributes).toEqual([{ id: tree.idOf(one('#p')), attributes: { class: 'b', title: null } }]);
});

it('tells what a box or a list has been set to, but not below a mask', () => {
  grown('<input id="box" type="checkbox" checked><select><option>a<option id="b">b</select>'
    + '<div data-ta-mask><select id="kept"><option>a<option id="c">b</select></div>');
  (one('#box') as HTMLInputElement).checked = false;
  (one('#b') as HTMLOptionElement).selected = true;
  (one('#c') as HTMLOptionElement).selected = true;
  expect(update([], ['#box', '#b', '#c']).attributes.map(({ attributes }) => attributes)).toEqual([
    { checked: null }, { selected: true },
  ]);
});
