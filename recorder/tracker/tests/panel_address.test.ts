import { describe, expect, it } from 'vitest';

import { addressToOpen, matchesAddress } from '../src/panel/address.js';

const HOME = 'http://shop.test:8080';

describe('a goal address', () => {
  it.each([
    ['/basket', '/basket', true],
    ['/basket', '/basket/', true],
    ['/basket/', '/basket', true],
    ['/basket', '/basket?from=menu#top', true],
    ['basket.html', '/basket.html', true],
    ['/basket', '/basket/2', false],
    ['/basket', '/old/basket', false],
    ['/order/*', '/order/17', true],
    ['/order/*/done', '/order/17/done', true],
    ['/order/*/done', '/order/done', false],
    ['*/done', '/order/17/done', true],
    ['*', '/', true],
    ['/list?sort=price', '/list?sort=price', true],
    ['/list?sort=price', '/list?sort=name', false],
    ['/list?*sort=price*', '/list?page=2&sort=price&dir=up', true],
    ['#/done', '/app/#/done', true],
    ['#/done', '/app/#/doing', false],
    ['/app/#/done', '/app/#/done', true],
    ['/a.b', '/aXb', false],
    ['/körbe', '/k%C3%B6rbe', true],
    ['/100%', '/100%', true],
  ])('%s against %s: %s', (rule, path, expected) => {
    expect(matchesAddress(rule, HOME + path)).toBe(expected);
  });

  it('with a scheme is compared with the origin too', () => {
    expect(matchesAddress('http://shop.test:8080/pay', `${HOME}/pay?x=1`)).toBe(true);
    expect(matchesAddress('https://shop.test:8080/pay', `${HOME}/pay`)).toBe(false);
    expect(matchesAddress('https://pay.*/ok*', 'https://pay.example/ok/7')).toBe(true);
  });

  it('never matches what is not an address', () => {
    expect(matchesAddress('*', 'nowhere')).toBe(false);
  });
});

describe('the page where a task starts', () => {
  it('is not opened when the participant is there already', () => {
    expect(addressToOpen('/basket', `${HOME}/basket`)).toBeNull();
    expect(addressToOpen('/basket', `${HOME}/basket#items`)).toBeNull();
    expect(addressToOpen(null, `${HOME}/basket`)).toBeNull();
  });

  it('is a path of this site, or a whole address', () => {
    expect(addressToOpen('/basket', `${HOME}/a/b`)?.href).toBe(`${HOME}/basket`);
    expect(addressToOpen('basket.html', `${HOME}/a/b`)?.href).toBe(`${HOME}/basket.html`);
    expect(addressToOpen('https://else.test/x', HOME)?.href).toBe('https://else.test/x');
    expect(addressToOpen('/list?q=1', `${HOME}/list?q=2`)?.search).toBe('?q=1');
    expect(addressToOpen('/app#b', `${HOME}/app#a`)?.hash).toBe('#b');
  });

  it('is never a script', () => {
    expect(addressToOpen('javascript:alert(1)', HOME)).toBeNull();
  });
});
