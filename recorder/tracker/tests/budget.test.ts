// @vitest-environment node
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

async function size(entry: string, format: 'iife' | 'esm'): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [`${ROOT}src/${entry}`],
    bundle: true, minify: true, write: false, format, target: ['es2022', 'safari15'], charset: 'utf8',
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

it('keeps the core, which every page waits for, within 6,000 bytes', async () => {
  expect(await size('index.ts', 'iife')).toBeLessThanOrEqual(6_000);
});

it('keeps the sensors within 18 KiB', async () => {
  expect(await size('capture.ts', 'esm')).toBeLessThanOrEqual(18 * 1024);
});

it('keeps the task panel within 12 kB, and the forms, which only some studies ask, within 4 kB', async () => {
  expect(await size('panel/index.ts', 'esm')).toBeLessThanOrEqual(12_000);
  expect(await size('forms/index.ts', 'esm')).toBeLessThanOrEqual(4_000);
});
