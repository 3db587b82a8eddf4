import { describe, expect, it } from 'vitest';

import { makePrivacy } from '../src/privacy.js';
import { forgetTyped, watchTyped } from '../src/typed.js';
import { html, sensingHost } from './sensing_host.js';
import { bareUrl, maskResource, maskText, maskUrl } from '../src/masking.js';

describe('texts', () => {
  it.each([
    ['Hello anna.b+test@mail.example.org!', 'Hello ***!'],
    ['Card 4111 1111 1111 1111 declined', 'Card *** declined'],
    ['Card 5500-0000-0000-0004', 'Card ***'],
    ['Call +49 (30) 1234-5678 now', 'Call *** now'],
    ['Call 0049301234567', 'Call ***'],
  ])('lose personal data: %s', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  it.each(['Order 12345678', 'Add to basket (3)', '1,299.00 €', 'since 2024-11-22', 'on 22.11.2024', 'v2.1.6'])(
    'keep what is not personal: %s',
    (text) => expect(maskText(text)).toBe(text),
  );

  it('keep a long number that is no card', () => {
    expect(maskText('1234567812345678')).toBe('1234567812345678');
  });
});

describe('addresses of files', () => {
  it('keep their scheme while a field holds another address', () => {
    html('<input value="https://anna-smith.example/me">');
    const stop = watchTyped(sensingHost().host, makePrivacy([], []));
    expect(maskResource('https://shop.test/lamp.png')).toBe('https://shop.test/lamp.png');
    stop();
    forgetTyped();
  });
});

describe('addresses', () => {
  it('keep the keys of a query and lose the values', () => {
    expect(maskUrl('/find?q=red+shoes&page=2&in')).toBe('http://shop.test/find?q=*&page=2&in');
  });

  it('lose user and password', () => {
    expect(maskUrl('https://user:secret@host.test/a')).toBe('https://host.test/a');
  });

  it('keep routes and section names in the fragment', () => {
    expect(maskUrl('/#/cart/3?mail=a@b.org')).toBe('http://shop.test/#/cart/3?mail=*');
    expect(maskUrl('/page#reviews')).toBe('http://shop.test/page#reviews');
  });

  it('lose a fragment that carries values', () => {
    expect(maskUrl('/back#access_token=abc&state=x')).toBe('http://shop.test/back#*');
  });

  it('lose an e-mail address in the path, escaped or not', () => {
    expect(maskUrl('/u/a%40b.org/edit')).toBe('http://shop.test/u/***/edit');
  });

  it('of data and blobs keep the scheme alone', () => {
    expect(maskUrl('data:text/plain,secret')).toBe('data:');
    expect(maskUrl('blob:http://shop.test/1-2')).toBe('blob:');
  });

  it('of requests keep neither query nor fragment', () => {
    expect(bareUrl('/api/users?name=x#y')).toBe('http://shop.test/api/users');
  });

  it('that are none become nothing', () => {
    expect(maskUrl('http://[')).toBe('');
  });
});
