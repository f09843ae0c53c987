import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOutGraph } from './lay-out-graph.ts';

const ids = Array.from({ length: 24 }, (_, i) => `model-${i}`);
const star = ids.slice(1, 12).map((id) => [ids[0], id] as const);

test('nodes keep apart and stay inside the drawing', () => {
  const { places, width, height } = layOutGraph(ids, star);
  assert.equal(places.size, ids.length);
  const all = [...places.values()];
  for (const { x, y } of all) assert.ok(x > 0 && x < width && y > 0 && y < height);
  for (const [i, a] of all.entries())
    for (const b of all.slice(i + 1)) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > 60, 'names would cover each other');
});

test('linked nodes are nearer to each other than others are', () => {
  const { places } = layOutGraph(ids, star);
  const distance = (a: string, b: string) => {
    const [p, q] = [places.get(a)!, places.get(b)!];
    return Math.hypot(p.x - q.x, p.y - q.y);
  };
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  assert.ok(mean(star.map(([a, b]) => distance(a, b))) < mean(ids.slice(12).map((id) => distance(ids[0], id))));
});

test('the same graph is drawn the same way, and no graph at all has a size', () => {
  assert.deepEqual(layOutGraph(ids, star), layOutGraph(ids, star));
  const empty = layOutGraph([], []);
  assert.equal(empty.places.size, 0);
  assert.ok(empty.width > 0 && empty.height > 0);
});
