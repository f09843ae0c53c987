import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { freePort } from '../src/processes/free-port.ts';
import { runCli } from './run-cli.ts';

const mistakes: [what: string, args: string[], message: RegExp][] = [
  ['a missing argument', ['perplexity'], /missing required argument 'model'/],
  ['an unknown option', ['perplexity', 'x', '--bogus'], /unknown option '--bogus'/],
  ['an unknown command', ['evaluate', 'x'], /unknown command 'evaluate'/],
  ['too many arguments', ['status', 'a', 'b'], /too many arguments/],
  ['an option without its value', ['trace', 'x', '--base'], /argument missing/],
  ['an unknown provider', ['perplexity', 'x', '--provider', 'tpu'], /Allowed choices are cpu, cuda, webgpu/],
  ['an unknown statistic', ['trace', 'x', '--statistic', 'csu,foo'], /"foo" is none of csu, csh, match/],
  ['a statistic named twice', ['trace', 'x', '--statistic', 'csu,csu'], /"csu" is named twice/],
  ['an unknown metric', ['trace', 'x', '--match-metric', 'dot'], /Allowed choices are cosine, l2/],
  ['a block without its partner', ['trace', 'x', '--blocks', '0:0,2'], /"2" is not a pair/],
  ['a negative seed', ['trace', 'x', '--seed', '-1'], /whole number/],
  ['no draws', ['trace', 'x', '--permutations', '0'], /whole number from 1 to 999/],
  [
    'an unknown alignment',
    ['trace', 'x', '--align', 'heads'],
    /Allowed choices are none, units, residual, both, procrustes/,
  ],
  ['nothing aligned to write', ['trace', 'x', '--write-aligned', 'd'], /no effect without --align/],
  ['a threshold above 1', ['trace', 'x', '--threshold', '2'], /p-value between 0 and 1/],
  ['an unknown task', ['submit', 'x', '--tasks', 'speed'], /"speed" is none of perplexity, trace/],
  ['an address that is none', ['status', 'id', '--url', 'ftp://x'], /is not the address of a server/],
  ['a port that is none', ['serve', '--port', '70000'], /from 0 to 65535/],
  ['serving without a database', ['serve'], /DATABASE_URL is not set/],
  ['a worker without a database', ['worker'], /DATABASE_URL is not set/],
  ['two formats at once', ['leaderboard', '--csv', '--json'], /cannot be used with/],
  ['two texts', ['perplexity', 'x', '--text', 'a', '--jsonl', 'b'], /cannot be used with/],
  ['a field of no file', ['perplexity', 'x', '--field', 'body'], /--field is for --jsonl/],
  ['a limit of one text', ['perplexity', 'x', '--limit', '3'], /--limit is for/],
  ['an unknown mode', ['perplexity', 'x', '--mode', 'best'], /Allowed choices are model-trace, transformers-guide/],
  ['windows of one token', ['perplexity', 'x', '--max-length', '1'], /from 2 to/],
  ['a text that is not there', ['perplexity', 'x', '--text', 'no-such-file'], /Cannot read no-such-file: ENOENT/],
];

describe('a command line that is not understood', { concurrency: 2 }, () => {
  for (const [what, args, message] of mistakes) {
    test(`${what} exits 2 and says so on the error stream`, async () => {
      const { code, stdout, stderr } = await runCli(args);
      assert.equal(code, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.match(stderr, /USAGE/);
    });
  }

  test('with --json the failure is one JSON object on the error stream', async () => {
    const { code, stdout, stderr } = await runCli(['trace', '--json']);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    const { error } = JSON.parse(stderr);
    assert.deepEqual(Object.keys(error).sort(), ['code', 'detail', 'fix']);
    assert.equal(error.code, 'USAGE');
    assert.match(error.detail, /missing required argument 'model'/);
  });
});

test('a setting in the environment that is wrong exits 2 and names the variable', async () => {
  const { code, stderr } = await runCli(['status', 'x'], { env: { CACHE_MAX_BYTES: 'much' } });
  assert.equal(code, 2);
  assert.match(stderr, /CACHE_MAX_BYTES/);
});

test('help is for standard output and exits 0; no command at all is no success', async () => {
  const help = await runCli(['--help']);
  assert.equal(help.code, 0);
  assert.equal(help.stderr, '');
  for (const command of [
    'perplexity',
    'trace',
    'demo',
    'serve',
    'worker',
    'submit',
    'status',
    'watch',
    'leaderboard',
    'architectures',
    'corpora',
  ])
    assert.match(help.stdout, new RegExp(`^ {2}${command} `, 'm'));
  const nothing = await runCli([]);
  assert.equal(nothing.code, 2);
  assert.equal(nothing.stdout, '');
});

test('a token file that holds anything but lists of ids exits 1 with its code', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-cli-'));
  t.after(() => rm(directory, { recursive: true }));
  const wrong = {
    text: 'no JSON',
    object: '{}',
    empty: '[]',
    flat: '[1,2]',
    fraction: '[[1,2.5]]',
    negative: '[[-1]]',
  };
  for (const [name, content] of Object.entries(wrong)) {
    const file = join(directory, `${name}.json`);
    await writeFile(file, content);
    const { code, stdout, stderr } = await runCli(['trace', 'x', '--tokens', file, '--json']);
    assert.equal(code, 1, name);
    assert.equal(stdout, '');
    assert.equal(JSON.parse(stderr).error.code, 'TRACE_TOKENS_INVALID', name);
  }
});

test('nobody listening exits 1 and says how to start a server', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const { code, stdout, stderr } = await runCli(['leaderboard', '--json', '--url', url]);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  const { error } = JSON.parse(stderr);
  assert.equal(error.code, 'UNAVAILABLE');
  assert.match(error.detail, /ECONNREFUSED/);
  assert.match(error.fix, /demo/);
});
