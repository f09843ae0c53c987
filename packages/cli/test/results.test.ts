import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { PerplexityResult, TraceResult } from '@model-trace/core/results';
import { Value } from 'typebox/value';
import { mainModule, repositoryRoot, runCli, startCli } from './run-cli.ts';

const example = (name: string) => join(repositoryRoot, 'examples/models', name);

test('perplexity --json prints one JSON object of the published shape and nothing else', async () => {
  const { code, stdout, stderr } = await runCli(['perplexity', example('g0'), '--json']);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim().split('\n').length, 1);
  const result = JSON.parse(stdout);
  assert.deepEqual([...Value.Errors(PerplexityResult, result)], []);
  // exp of the mean, and the sum over the tokens it was made of.
  assert.ok(Math.abs(result.perplexity / Math.exp(result.meanNllNats) - 1) < 1e-12);
  const losses = result.tokens.map(({ nllNats }: { nllNats: number | null }) => nllNats).filter(Number.isFinite);
  assert.equal(losses.length, result.scoredTokens);
  assert.ok(Math.abs(losses.reduce((a: number, b: number) => a + b, 0) - result.nllNats) < 1e-6);
});

test('perplexity --base adds what the predictions differ by', async () => {
  const json = await runCli(['perplexity', example('g1'), '--base', example('g0'), '--json']);
  assert.equal(json.code, 0, json.stderr);
  const { comparison } = JSON.parse(json.stdout);
  assert.equal(comparison.base, example('g0'));
  assert.ok(comparison.kld.mean.value > 0.01 && comparison.sameTop.value < 1);
  const report = await runCli(['perplexity', example('g1'), '--base', example('g0')]);
  for (const name of ['Cor(ln(PPL(Q)), ln(PPL(base)))', 'Same top p', 'RMS Δp', 'KLD', 'Jensen-Shannon', '99.9 %'])
    assert.ok(report.stdout.includes(name), name);
});

test('perplexity --losses writes a line for each token of a corpus', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-cli-'));
  t.after(() => rm(directory, { recursive: true }));
  const [corpus, losses] = [join(directory, 'corpus.jsonl'), join(directory, 'losses.jsonl')];
  const documents = ['The first document.', 'A second one, a little longer.', 'A third.'];
  await writeFile(corpus, documents.map((body) => `${JSON.stringify({ body })}\n`).join(''));
  const args = ['--jsonl', corpus, '--field', 'body', '--limit', '2', '--mode', 'lm-eval-rolling', '--losses', losses];
  const { code, stdout, stderr } = await runCli(['perplexity', example('g0'), ...args, '--json']);
  assert.equal(code, 0, stderr);
  const result = JSON.parse(stdout);
  assert.equal(result.protocol.text.documents, 2);
  const lines = (await readFile(losses, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const [document, text] of documents.slice(0, 2).entries()) {
    const own = lines.filter((line) => line.document === document);
    assert.equal(own.map((line) => line.text).join(''), text);
    const total = own.reduce((sum, { nllNats }) => sum + nllNats, 0);
    assert.ok(Math.abs(total - result.documents[document].nllNats) < 1e-9);
    for (const { nllNats, rank } of own) {
      // The rank of a token is at most 1 / p: so many others are at least as likely.
      assert.ok(Number.isInteger(rank) && rank >= 1 && rank <= Math.exp(nllNats) * (1 + 1e-4), `${rank}, ${nllNats}`);
    }
  }
});

test('perplexity without --json prints a report, and progress only on the error stream', async () => {
  const { code, stdout, stderr } = await runCli(['perplexity', example('g0')]);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^Perplexity +[\d.]+$/m);
  assert.ok(!stdout.includes('\u001b') && !stdout.includes('layers:'));
  assert.match(stderr, /perplexity layers: /);
});

test('trace --json prints one JSON object of the published shape and nothing else', async () => {
  const args = ['trace', example('g0-ft-short'), '--base', example('g0'), '--statistic', 'csu,match', '--json'];
  const { code, stdout, stderr } = await runCli(args);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim().split('\n').length, 1);
  const result = JSON.parse(stdout);
  assert.deepEqual([...Value.Errors(TraceResult, result)], []);
  assert.deepEqual(
    result.statistics.map(({ statistic }: { statistic: string }) => statistic),
    ['csu', 'match'],
  );
});

test('named pairs of blocks are compared, base first', async () => {
  const args = ['trace', example('g0-ft-short'), '--base', example('g0'), '--statistic', 'csu', '--blocks', '0:1,2:3'];
  const { stdout } = await runCli([...args, '--json']);
  const [{ blocks }] = JSON.parse(stdout).statistics;
  assert.deepEqual(
    blocks.map(({ block, baseBlock }: { block: number; baseBlock: number }) => [baseBlock, block]),
    [
      [0, 1],
      [2, 3],
    ],
  );
});

test('a model that is not there exits 1 with its code', async () => {
  const { code, stdout, stderr } = await runCli(['perplexity', './no-such-model', '--json']);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.equal(JSON.parse(stderr.trim().split('\n').at(-1)!).error.code, 'MODEL_NOT_FOUND');
});

test('Ctrl-C ends a computation with 130 and prints no result', async () => {
  const child = startCli(['trace', example('g1'), '--base', example('g0')]);
  let stdout = '';
  child.stdout!.on('data', (text) => {
    stdout += text;
  });
  // Its first line of progress: it is at work.
  await once(child.stderr!, 'data');
  process.kill(-child.pid!, 'SIGINT');
  const [code] = await once(child, 'close');
  assert.equal(code, 130);
  assert.equal(stdout, '');
});

test('a reader of both streams that goes away ends a computation under way', { timeout: 60_000 }, async () => {
  // One pipe for both, as `2>&1 | head -1` makes it; the reader leaves after the first line of progress.
  const command = '"$0" "$@" 2>&1 | head -n 1; echo "$PIPESTATUS"';
  const args = ['trace', example('g1'), '--base', example('g0'), '--statistic', 'mode-connectivity'];
  args.push('--permutations', '999'); // minutes of work
  const child = spawn('bash', ['-c', command, process.execPath, mainModule, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: repositoryRoot,
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  await once(child, 'close');
  const [progress, code, ...rest] = stdout.split('\n');
  assert.deepEqual([code, rest], ['0', ['']], stdout);
  assert.match(progress, /^trace /);
});

test('a reader that goes away is no failure', async () => {
  const child = startCli(['perplexity', example('g0')]);
  child.stdout!.destroy();
  let stderr = '';
  child.stderr!.on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /EPIPE/);
});
