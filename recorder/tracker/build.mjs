/**
 * Bundles the tracker into recorder/static: the core and the anchor finder as classic scripts,
 * each chunk, and the replay viewer, as a module of its own with its content's hash in the name.
 *
 * Argument: the sources' hash, which build_hook.py computes and finds again in the manifest.
 */
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rrwebTrim } from './rrweb_trim.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const out = join(root, '..', 'static');
const source = process.argv[2] ?? '';

const classic = { core: ['index.ts', 'thinkaloud.js'], anchors: ['anchors.ts', 'anchors.js'] };
const chunks = {
  capture: 'capture.ts', panel: 'panel/index.ts', recording: 'recording/index.ts',
  slices: 'slices/index.ts', media: 'media/index.ts', forms: 'forms/index.ts',
  viewer: '../../../web/viewer/main.ts', offline: '../../../web/viewer/file.ts',
};

/** One bundle in memory; separate builds, so that no chunk waits for a shared one. */
async function bundle(entry, format) {
  const result = await build({
    entryPoints: [join(root, 'src', entry)],
    bundle: true,
    nodePaths: [join(root, 'node_modules')], // the viewer stands elsewhere
    minify: true,
    write: false,
    format,
    target: ['es2022', 'safari15'],
    charset: 'utf8',
    legalComments: 'inline',
    logLevel: 'warning',
    plugins: [rrwebTrim],
  });
  return result.outputFiles[0].contents;
}

/** A reader never sees half a file: written beside, then renamed. */
function put(name, bytes) {
  const path = join(out, name);
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}

mkdirSync(out, { recursive: true });
const manifest = {};
for (const [name, [entry, file]] of Object.entries(classic)) {
  put(file, await bundle(entry, 'iife'));
  manifest[name] = file;
}
for (const [name, entry] of Object.entries(chunks)) {
  const bytes = await bundle(entry, 'esm');
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  manifest[name] = `${name}-${hash}.js`;
  put(manifest[name], bytes);
}
manifest.source = source;
put('manifest.json', `${JSON.stringify(manifest, null, 2)}\n`);

const kept = new Set(Object.values(manifest));
for (const file of readdirSync(out)) {
  if (/^(capture|panel|recording|slices|media|forms|viewer|offline)-[0-9a-f]+\.js$/.test(file) && !kept.has(file)) rmSync(join(out, file));
}
