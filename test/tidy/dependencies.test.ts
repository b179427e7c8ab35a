import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Source, sources } from '../support/sources.ts';

const order = ['text', 'manifest', 'render', 'resources', 'world', 'network', 'rules', 'map', 'language'];

/** Which parts of `src/` a part may import, itself aside. */
const outside: Readonly<Record<string, readonly string[]>> = {
  protocol: ['core'],
  server: ['core', 'protocol'],
  cli: ['core', 'protocol', 'server/node'],
  extension: ['protocol'],
  webview: ['protocol', 'core/map'],
  tools: ['core', 'cli', 'server/node'],
};

const all = sources();

function violations(check: (source: Source, target: string) => boolean): readonly string[] {
  return all.flatMap((source) =>
    source.imports.filter((target) => !check(source, target)).map((target) => `${source.path} → ${target}`),
  );
}

function layerOf(path: string): number {
  const [first = '', second = ''] = path.split('/');
  return first === 'core' ? order.indexOf(second) : -1;
}

test('every folder of the core has its place in the order', () => {
  const folders = new Set(all.filter(({ path }) => path.startsWith('core/')).map(({ path }) => path.split('/')[1]));
  assert.deepEqual(
    [...folders].filter((folder) => !order.includes(folder ?? '')),
    [],
  );
});

test('inside the core dependencies point to the left', () => {
  assert.deepEqual(
    violations(({ path }, target) => {
      if (layerOf(path) === -1 || layerOf(target) === -1) return true;
      return layerOf(target) <= layerOf(path);
    }),
    [],
  );
});

test('the core imports nothing but itself and, in manifest and configuration, its libraries', () => {
  const libraries: Readonly<Record<string, RegExp>> = {
    'js-yaml': /^core\/manifest\//,
    yaml: /^core\/manifest\//,
    picomatch: /^core\//,
    re2js: /^core\/render\//,
  };
  assert.deepEqual(
    violations(({ path }, target) => {
      if (!path.startsWith('core/') || target.startsWith('core/')) return true;
      return libraries[target]?.test(path) ?? false;
    }),
    [],
  );
});

test('outside the core every part imports only what it may', () => {
  assert.deepEqual(
    violations(({ path }, target) => {
      const part = path.split('/')[0] ?? '';
      const allowed = outside[part];
      const isOwnSource = /^(core|protocol|server|cli|extension|webview|tools)\//.test(target);
      if (allowed === undefined || !isOwnSource || target.startsWith(`${part}/`)) return true;
      return allowed.some((prefix) => target.startsWith(`${prefix}/`));
    }),
    [],
  );
});

test('only the extension imports vscode, only the webview d3', () => {
  assert.deepEqual(
    violations(({ path }, target) => {
      if (target === 'vscode') return path.startsWith('extension/');
      return !target.startsWith('d3') || path.startsWith('webview/');
    }),
    [],
  );
});

test('the core has no clock, no randomness, no machine, no page and no state of its own', () => {
  const forbidden =
    /\b(Date\.now|new Date|performance\.|Math\.random|process\.|globalThis|window\.|document\.(get|create|query)|console\.(log|warn|error|info|debug)|setTimeout|setImmediate|fetch\()|^(let|var) /m;
  const found = all
    .filter(({ path }) => path.startsWith('core/'))
    .flatMap(({ path, text }) => {
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const match = forbidden.exec(code);
      return match === null ? [] : [`${path}: ${match[0]}`];
    });
  assert.deepEqual(found, []);
});
