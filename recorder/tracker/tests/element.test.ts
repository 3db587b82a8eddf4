import { beforeEach, describe as group, expect, it } from 'vitest';

import { anchorIndex, describe, find, pathOf } from '../src/element.js';
import { html, one, place } from './sensing_host.js';

beforeEach(() => html(''));

group('an anchor', () => {
  it('takes the most stable attribute as its key', () => {
    html('<button id="buy" data-testid="t" data-ta-name="n" name="b">Buy</button>');
    expect(describe(one('button')).key).toBe('[data-ta-name="n"]');
  });

  it('takes an id that a person chose, not one that a framework made', () => {
    html('<b id="total">1</b><i id=":r3:">2</i><u id="radix-12">3</u><s id="f48213">4</s>');
    expect(describe(one('b')).key).toBe('#total');
    for (const tag of ['i', 'u', 's']) expect(describe(one(tag)).key).toBeUndefined();
  });

  it('names form fields by their name, radio buttons by their value too', () => {
    html('<input name="mail"><input type="radio" name="s" value="m"><input type="radio" name="s" value="l">');
    expect(describe(one('input')).key).toBe('input[name="mail"]');
    expect(describe(one('[value=l]')).key).toBe('input[name="s"][value="l"]');
  });

  it('has no key where another element has the same', () => {
    html('<ul id="list"><li><a data-testid="add">A</a></li><li><a data-testid="add">B</a></li></ul>');
    const second = describe(one('li:nth-of-type(2) a'));
    expect(second.key).toBeUndefined();
    expect(second.path).toBe('#list > li:nth-of-type(2) > a[data-testid="add"]');
  });

  it('has the label that a person would say, masked', () => {
    html('<label>Name <input name="a" value="typed"></label><button aria-label="Close it">x</button><a href="#">a@b.org</a>');
    expect(describe(one('input')).label).toBe('Name');
    expect(describe(one('button')).label).toBe('Close it');
    expect(describe(one('a')).label).toBe('***');
  });

  it('tells nothing that was typed', () => {
    html('<textarea id="t">secret</textarea><div id="e" contenteditable="true">secret</div><div id="w"><input value="secret"></div>');
    one<HTMLTextAreaElement>('#t').value = 'secret';
    for (const id of ['#t', '#e', '#w']) expect(JSON.stringify(describe(one(id)))).not.toContain('secret');
    expect(describe(one('#e')).text).toBeUndefined();
  });

  it('of a masked element has neither label nor text', () => {
    html('<div data-ta-mask><button id="b">Anna Smith</button></div>');
    const anchor = describe(one('#b'), (element) => element.closest('[data-ta-mask]') !== null);
    expect(anchor.label).toBeUndefined();
    expect(anchor.text).toBeUndefined();
  });

  it('has its box on the page', () => {
    html('<button id="b">B</button>');
    place(one('#b'), 10.04, 20, 30, 40);
    expect(describe(one('#b')).box).toEqual([10, 20, 30, 40]);
  });

  it('is interactive by tag, role or tabindex', () => {
    html('<div role="tab">a</div><p tabindex="0">b</p><em>c</em>');
    expect(describe(one('div')).interactive).toBe(true);
    expect(describe(one('p')).interactive).toBe(true);
    expect(describe(one('em')).interactive).toBeUndefined();
  });
});

group('the element of a point', () => {
  const upwards = (element: Element | null): Element[] =>
    element ? [element, ...upwards(element.parentElement)] : [];

  it('is the nearest interactive ancestor', () => {
    html('<a href="#"><span><img></span></a>');
    const path = upwards(one('img'));
    expect(path[anchorIndex(path)]).toBe(one('a'));
  });

  it('is what was hit where nothing is interactive', () => {
    html('<div><p>text</p></div>');
    expect(anchorIndex(upwards(one('p')))).toBe(0);
  });

  it('reaches as far as the hand cursor', () => {
    html('<section><div style="cursor:pointer"><h3 style="cursor:pointer">t</h3></div></section>');
    const path = upwards(one('h3'));
    expect(path[anchorIndex(path)]).toBe(one('div'));
  });
});

group('finding', () => {
  it('goes by the key, wherever the element has gone', () => {
    html('<main><button id="buy">Buy</button></main>');
    const anchor = describe(one('#buy'));
    html('<footer><p><button id="buy">Pay</button></p></footer>');
    expect(find(anchor)).toBe(one('#buy'));
  });

  it('follows a row that has moved in its list by its text', () => {
    html('<ul id="l"><li>One</li><li>Two</li><li>Three</li></ul>');
    const anchor = describe(one('li:nth-of-type(2)'));
    html('<ul id="l"><li>New</li><li>Newer</li><li>One</li><li>Two</li><li>Three</li></ul>');
    expect(find(anchor)?.textContent).toBe('Two');
  });

  it('finds nothing rather than another row', () => {
    html('<ul id="l"><li>One</li><li>Two</li></ul>');
    const anchor = describe(one('li:nth-of-type(2)'));
    html('<ul id="l"><li>One</li><li>Other</li></ul>');
    expect(find(anchor)).toBeNull();
  });

  it('trusts a path without a place in a list though the text has changed', () => {
    html('<main id="m"><p>3 items</p></main>');
    const anchor = describe(one('p'));
    html('<main id="m"><p>4 items</p></main>');
    expect(find(anchor)).toBe(one('p'));
  });

  it('finds its own anchors, for every element of a page', () => {
    html('<header><nav><a href="#">A</a><a href="#">B</a></nav></header><main id="m"><section><h2>T</h2><p>x</p><p>y</p></section><form><input name="q"><button>Go</button></form></main>');
    for (const element of document.body.querySelectorAll('*')) expect(find(describe(element))).toBe(element);
  });

  it('crosses open shadow roots', () => {
    html('<div id="host"></div>');
    const root = one('#host').attachShadow({ mode: 'open' });
    root.innerHTML = '<button data-testid="in">In</button><p>text</p>';
    const button = root.querySelector('button');
    const text = root.querySelector('p');
    if (!button || !text) throw new Error('no shadow');
    expect(describe(button).key).toBe('#host >>> [data-testid="in"]');
    expect(pathOf(text)).toBe('#host >>> p');
    expect(find(describe(button))).toBe(button);
    expect(find(describe(text))).toBe(text);
  });

  it('bears quotes and odd characters in names', () => {
    html('<button data-testid="">a</button><button>b</button>');
    one('button').setAttribute('data-testid', "it's #1 [new]");
    expect(find(describe(one('button')))).toBe(one('button'));
  });

  it('answers null for a path that is none', () => {
    expect(find({ tag: 'a', path: '> > a', box: [0, 0, 0, 0] })).toBeNull();
  });
});
