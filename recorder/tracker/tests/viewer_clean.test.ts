import { describe, expect, it } from 'vitest';
import { cleaner } from '../../../web/viewer/clean.js';
import { cleanAttributes } from '../../../web/viewer/clean_attributes.js';
import { homeCss, links } from '../../../web/viewer/clean_css.js';
import type { RecordedEvent } from '../../../web/viewer/source.js';

const link = links({ 'http://shop.test/a.png': '/f/a', 'http://shop.test/s.svg': '/f/s' });
let id = 0;
const element = (tagName: string, attributes: object = {}, childNodes: object[] = []): Record<string, unknown> =>
  ({ type: 2, id: ++id, tagName, attributes, childNodes });
const text = (textContent: string): object => ({ type: 3, id: ++id, textContent });
const full = (...body: object[]): RecordedEvent =>
  ({ type: 2, timestamp: 1_000, data: { node: { type: 0, id: ++id, childNodes: [element('html', {}, body)] }, initialOffset: { top: 0, left: 0 } } });
const clean = (...events: unknown[]) => cleaner(link)([{ origin_ms: 400, events: events as RecordedEvent[] }]);
const change = (data: object): RecordedEvent => ({ type: 3, timestamp: 1_500, data });
const one = (...body: object[]): string => JSON.stringify(clean(full(...body)).events);

describe('an element', () => {
  it('keeps nothing that runs', () => {
    for (const name of ['onload', 'onclick', 'ONERROR', 'onbeforematch', 'srcdoc', 'ping', 'autofocus', 'nonce', 'formaction', 'action']) {
      expect(cleanAttributes('div', { [name]: 'x' }, link)).toEqual({});
    }
    expect(cleanAttributes('a', { href: ' java\nscript:alert(1)' }, link)).toEqual({ href: 'about:invalid' });
    expect(cleanAttributes('svg', { to: 'javascript:alert(1)' }, link)).toEqual({});
    expect(cleanAttributes('meta', { 'http-equiv': 'refresh', content: '0;url=http://evil.test' }, link)).toEqual({});
  });

  it('is emptied where it would run or load a document of its own', () => {
    const drawn = one(
      element('script', { src: 'http://evil.test/x.js' }, [text('alert(1)')]), element('base', { href: 'http://evil.test' }),
      element('object', { data: 'http://evil.test', width: '20' }, [text('inner')]), element('embed', { src: 'http://evil.test' }),
      element('iframe', { src: 'http://evil.test', srcdoc: '<script>' }), element('portal', { src: 'http://evil.test' }),
      element('link', { rel: 'prefetch', href: 'http://evil.test' }), element('link', { rel: 'import stylesheet', href: 'http://evil.test' }),
    );
    expect(drawn).not.toContain('evil.test');
    expect(drawn).not.toContain('alert');
    expect(drawn).not.toContain('"script"');
    expect(drawn).toContain('"sandbox":"allow-same-origin"');
  });

  it('shows archived files, and none that is not', () => {
    const img = (attributes: object): unknown => cleanAttributes('img', { ...attributes }, link);
    expect(img({ src: 'http://shop.test/a.png' })).toEqual({ src: '/f/a' });
    expect(img({ src: 'http://evil.test/a.png' })).toEqual({ src: null });
    expect(img({ srcset: 'http://evil.test/b.png 1x, http://shop.test/a.png 2x' })).toEqual({ srcset: '/f/a 2x' });
    expect(img({ src: 'data:image/png;base64,AA==' })).toEqual({ src: 'data:image/png;base64,AA==' });
    expect(img({ src: 'data:text/html,<script>' })).toEqual({ src: null });
    expect(cleanAttributes('use', { 'xlink:href': 'http://shop.test/s.svg#cart' }, link)).toEqual({ 'xlink:href': '/f/s#cart' });
    expect(cleanAttributes('use', { href: '#cart' }, link)).toEqual({ href: '#cart' });
    expect(cleanAttributes('video', { src: 'http://shop.test/a.png', poster: 'http://shop.test/a.png' }, link)).toEqual({ poster: '/f/a' });
  });

  it('keeps what it looks like', () => {
    const plain = { class: 'a b', style: 'color: red', rr_scrollTop: 20, checked: true, 'data-x': 'url of it', title: 'T' };
    expect(cleanAttributes('div', { ...plain }, link)).toEqual(plain);
    expect(cleanAttributes('a', { href: 'https://shop.test/x.pdf' }, link)).toEqual({ href: 'https://shop.test/x.pdf' });
    expect(cleanAttributes('circle', { fill: 'url(#g)' }, link)).toEqual({ fill: 'url("#g")' });
  });

  it('shows the recorded pixels of a canvas, which has none where nothing runs', () => {
    const canvas = cleanAttributes('canvas', { rr_dataURL: 'data:image/png;base64,AA==', style: 'border:0' }, link);
    expect(canvas).toEqual({ style: 'border:0;content:url("data:image/png;base64,AA==")' });
    expect(JSON.stringify(cleanAttributes('canvas', { rr_dataURL: 'http://evil.test' }, link))).not.toContain('evil');
  });
});

describe('a style sheet', () => {
  it.each([
    ['a{background:url(http://shop.test/a.png)}', 'a{background:url("/f/a")}'],
    ["a{background:url( 'http://evil.test' )}", 'a{background:url("data:,")}'],
    [String.raw`a{background:url("\68ttp://shop.test/a.png")}`, 'a{background:url("/f/a")}'],
    ['@import "http://evil.test/x.css";', '@import "data:,";'],
    ['a{color:red}', 'a{color:red}'],
  ])('%s', (css, expected) => expect(homeCss(css, link)).toBe(expected));

  it('is found wherever a recording writes one', () => {
    const evil = 'a{background:url(http://evil.test/x)}';
    const style = element('style', { _cssText: evil }, [{ ...text(evil), isStyle: true } as object]);
    const sheet = style['id'] as number;
    const { events } = clean(
      full(style), change({ source: 8, id: sheet, adds: [{ rule: evil, index: 0 }], replace: evil }),
      change({ source: 13, id: sheet, index: [0], set: { property: 'background', value: 'url(http://evil.test/y)' } }),
      change({ source: 15, id: 1, styleIds: [1], styles: [{ styleId: 1, rules: [{ rule: evil, index: 0 }] }] }),
      change({ source: 0, adds: [{ parentId: sheet, nextId: null, node: text(evil) }], attributes: [{ id: sheet, attributes: { style: { background: 'url(http://evil.test/z)' } } }] }),
      change({ source: 0, texts: [{ id: id, value: evil }] }),
      change({ source: 10, family: 'F', fontSource: 'url(http://evil.test/f)' }),
    );
    expect(JSON.stringify(events)).not.toContain('evil');
    expect(events.length).toBe(7);
  });

  it('is not looked for in what a page says', () => {
    expect(one(element('p', {}, [text('url(http://shop.test/a.png)')]))).toContain('url(http://shop.test/a.png)');
  });
});

describe('a recording', () => {
  it('is moved to session time', () => expect(clean(full()).events[0]?.timestamp).toBe(600));

  it('loses what has no shape that can be drawn, counts it, and keeps the rest', () => {
    const forged = [
      null, 7, {}, { type: 3, timestamp: 'x', data: {} }, change({ source: 3, id: 'x', x: 1, y: 1 }), change({ source: 1, positions: 'x' }),
      change({ source: 2 }), { type: 3, timestamp: 1, data: null }, change({ source: 13, id: 1, index: 'x' }), change({ source: 4, width: 1 }),
      change({ source: 0, adds: 7, removes: [{}], texts: [[]], attributes: [{ id: 1, attributes: 'x' }] }), change({ source: 9, id: 3 }),
    ];
    const { events, dropped } = clean(full(element('p')), ...forged, change({ source: 3, id: 1, x: 0, y: 9 }));
    expect(events.length).toBe(3);
    expect(dropped).toBeGreaterThan(5);
  });

  it('is refused whole where its first picture is damaged or has no end', () => {
    expect(() => clean({ type: 2, timestamp: 1, data: {} })).toThrow('damaged');
    expect(() => clean({ type: 2, timestamp: 1, data: { node: element('p') } })).toThrow('damaged');
    let deep = element('b');
    for (let n = 0; n < 3_000; n += 1) deep = element('b', {}, [deep]);
    expect(() => clean(full(deep))).toThrow('too deeply');
  });

  it('is copied: the Replayer changes what it is given', () => {
    const given = full(element('textarea', { value: 'x' }, [text('x')]));
    const before = JSON.stringify(given);
    const { events } = clean(given);
    (events[0]?.data as { node: { childNodes: unknown[] } }).node.childNodes.length = 0;
    expect(JSON.stringify(given)).toBe(before);
  });

  it('changes the picture of a canvas and leaves its style, which may change too', () => {
    const canvas = element('canvas', { style: 'width:9px' });
    const id = canvas['id'] as number;
    const picture = 'data:image/png;base64,AA==';
    const told = (attributes: object) => change({ source: 0, attributes: [{ id, attributes }] });
    const { events } = clean(full(canvas), told({ rr_dataURL: picture }), told({ style: 'width:8px' }), told({ style: { width: '7px' } }));
    const styles = events.slice(1).map(({ data }) => (data as { attributes: { attributes: { style: unknown } }[] }).attributes[0]?.attributes.style);
    const content = `url("${picture}")`;
    expect(styles).toEqual([{ content }, `width:8px;content:${content}`, { width: '7px', content }]);
  });

  it('ticks and chooses by a text, as the Replayer takes no other value', () => {
    expect(cleanAttributes('option', { selected: true }, link, true)).toEqual({ selected: '' });
    expect(cleanAttributes('option', { selected: null }, link, true)).toEqual({ selected: null });
  });

  it('takes the last picture of a canvas out of its commands', () => {
    const canvas = element('canvas');
    const commands = [{ property: 'drawImage', args: [{ rr_type: 'ImageBitmap', src: 'data:image/webp;base64,QQ==' }] }];
    const { events } = clean(full(canvas), change({ source: 9, id: canvas['id'], commands }));
    expect(JSON.stringify(events[1])).toContain('data:image/webp;base64,QQ==');
  });
});
