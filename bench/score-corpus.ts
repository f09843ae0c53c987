import { scoreSequences } from '@model-trace/core/engine';
import { loadModel } from '@model-trace/core/evaluation';

/**
 * Scores windows of token ids with one model several times in one process; prints the seconds of each pass and the mean
 * loss as JSON. argv = model directory, windows, tokens of a window, passes. `peers/corpus.py` does the same.
 */
const [dir, ...numbers] = process.argv.slice(2);
const [windows, length, passes] = numbers.map(Number);
const { checkpoint, spec } = await loadModel(dir, { models: { roots: null, cacheDir: '', cacheMaxBytes: 0 } });
const sequences = Array.from({ length: windows }, (_, window) =>
  Int32Array.from({ length }, (_, position) => ((window * length + position) * 7919) % spec.vocabSize),
);
const seconds: number[] = [];
let meanNllNats = 0;
for (let pass = 0; pass < passes; pass++) {
  const started = performance.now();
  const scored = await scoreSequences({ checkpoint, spec, sequences, provider: 'cpu' });
  seconds.push((performance.now() - started) / 1000);
  const total = scored.reduce((sum, losses) => losses.subarray(1).reduce((all, loss) => all + loss, sum), 0);
  meanNllNats = total / (windows * (length - 1));
}
await checkpoint.close();
process.stdout.write(JSON.stringify({ seconds, meanNllNats }), () => process.exit());
