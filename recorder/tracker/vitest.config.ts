import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://shop.test/products/17' } },
    include: ['tests/**/*.test.ts'],
    // A tracker that leaves timers or listeners behind would colour the next test.
    restoreMocks: true,
    unstubGlobals: true,
  },
});
