import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shape } from '../../src/core/map/draw.ts';
import { merged, toLine } from '../../src/webview/lines.ts';
import { strokesOf, together } from '../../src/webview/strokes.ts';

const everywhere = { x: -1000, y: -1000, width: 2000, height: 2000 };

test('a way lies in its box wherever it turns', () => {
  const { extent } = strokesOf('M10,20 L-30.5,20 C-40,20 -40,20 -40,30 L-40,90 L5,90');
  assert.deepEqual(extent, { x: -40, y: 20, width: 50, height: 70 });
});

test('ways that run together are drawn once, and no stretch or corner is lost', () => {
  const trunk = 'M0,0 L50,0 C60,0 60,0 60,10 L60,40';
  const other = 'M0,0 L50,0 C60,0 60,0 60,10 L60,90';
  assert.equal(together([trunk, other].map(strokesOf), everywhere), 'M50,0 C60,0 60,0 60,10 M0,0 L50,0 M60,10 L60,90');
  assert.equal(together(['M0,5 L10,5', 'M30,5 L20,5'].map(strokesOf), everywhere), 'M0,5 L10,5 M20,5 L30,5');
});

test('what lies outside the region that is shown is left out', () => {
  const way = strokesOf('M0,0 L500,0 C510,0 510,0 510,10 L510,800');
  assert.equal(together([way], { x: 100, y: -10, width: 100, height: 20 }), 'M0,0 L500,0');
  assert.equal(together([way], { x: 0, y: 100, width: 100, height: 100 }), '');
});

test('lines that look alike are one shape, with one for all their arrows; texts stay', () => {
  const path = (look: string, d: string): Shape => ({ type: 'path', class: look, d });
  const label: Shape = { type: 'text', class: 'small', x: 0, y: 0, text: 'localhost', anchor: 'start' };
  const lines = [
    [path('edge ok', 'M0,0 L1,0'), path('arrow', 'M1,0 Z')],
    [path('edge broken', 'M9,9 L9,8')],
    [path('edge ok', 'M2,2 L3,2'), path('arrow', 'M3,2 Z'), label],
  ].flatMap((shapes, index) => toLine(String(index), shapes) ?? []);
  assert.deepEqual(merged(lines, everywhere), [
    path('edge ok', 'M0,0 L1,0 M2,2 L3,2'),
    path('edge broken', 'M9,8 L9,9'),
    path('arrow', 'M1,0 Z M3,2 Z'),
    label,
  ]);
});
