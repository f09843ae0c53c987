import { scoreSequences } from '@model-trace/core/engine';
import { loadModel } from '@model-trace/core/evaluation';

/**
 * Scores windows of token ids with one model, after one window that warms up the process; prints seconds and the mean loss as
 * JSON. argv = model directory, windows, tokens of a window. `peers/corpus.py` does the same.
 */
const [dir, ...numbers] = process.argv.slice(2);
const [windows, length] = numbers.map(Number);
const { checkpoint, spec } = await loadModel(dir, { models: { roots: null, cacheDir: '', cacheMaxBytes: 0 } });
const sequences = Array.from({ length: windows }, (_, window) =>
  Int32Array.from({ length }, (_, position) => ((window * length + position) * 7919) % spec.vocabSize),
);
const score = (some: readonly Int32Array[]) => scoreSequences({ checkpoint, spec, sequences: some, provider: 'cpu' });
await score(sequences.slice(0, 1));
const started = performance.now();
const scored = await score(sequences);
const seconds = (performance.now() - started) / 1000;
const total = scored.reduce((sum, losses) => losses.subarray(1).reduce((all, loss) => all + loss, sum), 0);
const meanNllNats = total / (windows * (length - 1));
await checkpoint.close();
process.stdout.write(JSON.stringify({ seconds, meanNllNats }), () => process.exit());
