import { expect, it } from 'vitest';

import { routePattern } from '../src/route.js';

it.each([
  ['/', '/'],
  ['/index.html', '/'],
  ['/shop/', '/shop'],
  ['/shop/index.html', '/shop'],
  ['/products/17', '/products/:id'],
  ['/products/17/reviews/4', '/products/:id/reviews/:id'],
  ['/u/550e8400-e29b-41d4-a716-446655440000', '/u/:id'],
  ['/c/5f2b8c1e9d', '/c/:id'],
  ['/o/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/o/:id'],
  ['/user/a@b.org/settings', '/user/:id/settings'],
  ['/checkout?step=2', '/checkout'],
  ['/docs/getting-started', '/docs/getting-started'],
  ['/facade/decade', '/facade/decade'],
  ['/app#/orders/12?tab=open', '/app#/orders/:id'],
  ['/page#section', '/page'],
  ['/page?utm_source=x&id=17', '/page'],
  ['/products/desk-lamp-48213', '/products/:id'],
  ['/blog/2024-05-06', '/blog/:id'],
  ['/customers/9s6xkzknrizi', '/customers/:id'],
  ['/watch/dQw4w9WgXcQ', '/watch/:id'],
  ['/checkout/step-2', '/checkout/step-2'],
  ['/guide/part-12', '/guide/part-12'],
  ['/api/v2/lamps', '/api/v2/lamps'],
  ['/iphone-15-pro', '/iphone-15-pro'],
  ['/GettingStarted', '/GettingStarted'],
])('%s is the screen %s', (address, pattern) => {
  expect(routePattern(new URL(address, 'http://shop.test'))).toBe(pattern);
});
