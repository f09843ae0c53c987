import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floatTensors } from '../../test/float-tensors.ts';
import { memorySource } from '../../test/memory-file.ts';
import type { HeadSpec, ModelSpec } from '../architectures/index.ts';
import { openCheckpoint } from '../weights/index.ts';
import { compareHeads } from './compare-heads.ts';
import { hiddenStatesOf } from './hidden-states.ts';
import { deviceFor } from './provider.ts';
import { openSessions } from './session.ts';

const [vocabSize, rows] = [37, 300];
const wave = (length: number, step: number) => Float32Array.from({ length }, (_, i) => Math.sin(step * (i + 1)));

interface Side {
  width: number;
  weight: Float32Array;
  bias: Float32Array | null;
  hidden: Float64Array;
  head: HeadSpec;
}
const side = (width: number, step: number, head: Partial<HeadSpec> = {}): Side => ({
  width,
  weight: wave(vocabSize * width, step).map((value) => 3 * value),
  bias: head.bias === undefined ? null : wave(vocabSize, 2 * step),
  hidden: Float64Array.from(wave(rows * width, 0.37)),
  head: { tensor: 'weight', tied: true, bias: null, projection: null, scale: 1, softCap: null, ...head },
});

/** Logits by the definition, the whole matrix. */
const logitsOf = ({ width, weight, bias, hidden, head }: Side): number[][] =>
  Array.from({ length: rows }, (_, row) =>
    Array.from({ length: vocabSize }, (_, v) => {
      let logit = bias?.[v] ?? 0;
      for (let i = 0; i < width; i++) logit += hidden[row * width + i] * weight[v * width + i];
      logit *= head.scale;
      return head.softCap === null ? logit : head.softCap * Math.tanh(logit / head.softCap);
    }),
  );
const logSumExpOf = (logits: number[]) => Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));

function expected(model: Side, base: Side) {
  const baseLogits = logitsOf(base);
  return logitsOf(model).map((logits, row) => {
    const [a, b] = [logSumExpOf(logits), logSumExpOf(baseLogits[row])];
    let [kl, js] = [0, 0];
    for (let v = 0; v < vocabSize; v++) {
      const [lnP, lnQ] = [baseLogits[row][v] - b, logits[v] - a];
      const [p, q] = [Math.exp(lnP), Math.exp(lnQ)];
      const lnM = Math.log((p + q) / 2);
      kl += p * (lnP - lnQ);
      js += (p * (lnP - lnM) + q * (lnQ - lnM)) / 2;
    }
    const top = (values: number[]) => values.indexOf(Math.max(...values));
    return { kl, js, sameTop: Number(top(logits) === top(baseLogits[row])) };
  });
}

async function open({ width, weight, bias, hidden, head, ...own }: Side, dtype: 'float32' | 'float64') {
  const checkpoint = await openCheckpoint(
    memorySource({
      'model.safetensors': floatTensors({
        weight: [[vocabSize, width], weight],
        ...(bias !== null && { bias: [[vocabSize], bias] }),
      }),
    }),
  );
  const spec = { vocabSize, embeddingSize: width, head } as ModelSpec;
  const elements = dtype === 'float64' ? hidden.slice() : Float32Array.from(hidden);
  const logSumExp = Float64Array.from(logitsOf({ width, weight, bias, hidden, head, ...own }), logSumExpOf);
  return { checkpoint, spec, rows: { states: hiddenStatesOf(elements, { rows, width }), logSumExp } };
}

const pairs: [string, Side, Side][] = [
  ['heads of different widths', side(6, 1.7), side(4, 0.6)],
  ['a bias, a scale and a soft cap', side(6, 1.7, { bias: 'bias', scale: 0.5 }), side(6, 0.6, { softCap: 4 })],
  ['predictions that are far apart', side(30, 1.7), side(30, 0.6, { scale: 3 })],
  ['a model and itself', side(6, 1.7), side(6, 1.7)],
  ['a model and nearly itself', side(6, 1.7), side(6, 1.7, { scale: 1.0001 })],
];

for (const [what, model, base] of pairs) {
  for (const [dtype, tolerance] of [
    ['float64', 1e-11],
    ['float32', 2e-5],
  ] as const) {
    test(`${what}: divergences follow their definitions, in ${dtype}`, async () => {
      const wanted = expected(model, base);
      for (const chunkRows of [1, 10, 37, 1000]) {
        const sessions = openSessions(deviceFor({ provider: 'cpu', computeDtype: dtype }));
        try {
          const compared = await compareHeads({
            model: await open(model, dtype),
            base: await open(base, dtype),
            sessions,
            chunkRows,
          });
          for (const [row, { kl, js, sameTop }] of wanted.entries()) {
            const close = (actual: number, value: number) =>
              assert.ok(Math.abs(actual - value) < tolerance * Math.max(1, value), `row ${row}: ${actual}, ${value}`);
            close(compared.klNats[row], kl);
            close(compared.jsNats[row], js);
            assert.ok(compared.klNats[row] > -1e-6 && compared.jsNats[row] < Math.LN2 + 1e-6);
            assert.equal(compared.sameTop[row], sameTop, `row ${row}`);
          }
        } finally {
          await sessions.close();
        }
      }
    });
  }
}
