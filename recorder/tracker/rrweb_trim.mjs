/**
 * Leaves out of rrweb what we never ask of it: its canvas recorder with a worker inside, its
 * pictures, fonts, hooks, and frames of other origins. What is called nowhere then falls away in the bundle, an eighth of it.
 */
import { readFileSync } from 'node:fs';

// The first lines of what is emptied, without their indentation.
const EMPTIED = [
  'initCanvasFPSObserver(fps, win, blockClass, blockSelector, options) {',
  'initCanvasMutationObserver(win, blockClass, blockSelector) {',
  'startPendingCanvasMutationFlusher() {',
  'startRAFTimestamping() {',
  'flushPendingCanvasMutations() {',
  'flushPendingCanvasMutationFor(canvas, id) {',
  'if (tagName === "canvas" && recordCanvas) {',
  'if (tagName === "img" && inlineImages) {',
  'handleMessage(message) {',
  'transformCrossOriginEvent(iframeEl, e) {',
  'replace(iframeMirror, obj, iframeEl, keys) {',
  'replaceIds(obj, iframeEl, keys) {',
  'replaceStyleIds(obj, iframeEl, keys) {',
  'replaceIdOnNode(node, iframeEl) {',
  'patchRootIdOnNode(node, rootId) {',
  'if (o.collectFonts) {',
  'function mergeHooks(o, hooks) {',
  'getId(iframe, remoteId, idToRemoteMap, remoteToIdMap) {',
  'getIds(iframe, remoteId) {',
  'getRemoteId(iframe, id, map) {',
  'getRemoteIds(iframe, ids) {',
  'getIdToRemoteIdMap(iframe) {',
  'getRemoteIdToIdMap(iframe) {',
];
// What is written shorter: sheets in parts are our own (sheets.ts), and of a page's head nothing is
// left out but what does nothing in a recording.
const SHORTER = {
  'function markCssSplits(cssText, style) {': 'return cssText;',
  'function hasShadowRoot(n) {': 'return Boolean(n && index.shadowRoot(n));',
  'function slimDOMExcluded(sn, slimDOMOptions) {': `
    if (sn.type === NodeType.Comment) return true;
    const { rel, as } = sn.attributes || {};
    return sn.tagName === "script" || sn.tagName === "link" &&
      /^(?:preload|modulepreload|prefetch)$/.test(rel) && as !== "style";`,
};

/** Empties a block; stops the build if it is not there, as after a change of rrweb's. */
function empty(source, head, body = '') {
  const at = source.indexOf(`${head}\n`);
  const indent = source.slice(source.lastIndexOf('\n', at) + 1, at);
  const end = source.indexOf(`\n${indent}}`, at);
  if (at < 0 || indent.trim() || end < 0) throw new Error(`rrweb has no "${head}" to leave out: see rrweb_trim.mjs`);
  return source.slice(0, at + head.length) + body + source.slice(end);
}

export const rrwebTrim = {
  name: 'rrweb-trim',
  setup(build) {
    build.onLoad({ filter: /@rrweb\/record\/dist\/record\.js$/ }, ({ path }) => {
      let source = readFileSync(path, 'utf8');
      for (const head of EMPTIED) source = empty(source, head);
      for (const [head, body] of Object.entries(SHORTER)) source = empty(source, head, body);
      for (const line of [/^const jsContent = .*$/m, /^const blob = typeof self .*$/m]) {
        if (!line.test(source)) throw new Error(`rrweb has no ${line} to leave out: look at rrweb_trim.mjs`);
        source = source.replace(line, '');
      }
      return { contents: source, loader: 'js' };
    });
  },
};
