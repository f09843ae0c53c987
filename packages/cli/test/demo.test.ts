import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf, type RunMarks } from './processes-of.ts';
import { collect, repositoryRoot, runCli, startCli } from './run-cli.ts';

const skip = process.platform === 'linux' ? false : 'lists processes in /proc, which this system has not';

describe('the demo', { skip }, () => {
  let dataDir: string;
  let marks: RunMarks;
  const environment = `MODEL_TRACE_TEST_RUN=${randomUUID()}`;
  const env = { MODEL_TRACE_TEST_RUN: environment.split('=')[1] };
  const args = (...more: string[]) => ['demo', '--port', '0', '--data-dir', dataDir, ...more];

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'model-trace-demo-'));
    // The account that the database runs under when the tests run as root must be able to enter.
    await chmod(dataDir, 0o755);
    marks = { environment, directory: dataDir };
  });
  after(() => rm(dataDir, { recursive: true, force: true }));

  const start = () => {
    const child = startCli(args(), { env });
    return { child, output: collect(child) };
  };

  test('with --once it shows every example on the leaderboard and stops', async () => {
    const { code, stdout, stderr } = await runCli(args('--once'), { env });
    assert.equal(code, 0, stderr);
    const examples = JSON.parse(await readFile(join(repositoryRoot, 'examples/models/demo.json'), 'utf8'));
    assert.match(stdout, /Model +Perplexity +Match P-Value +Verdict/);
    for (const { model, base } of examples) {
      const row = stdout.split('\n').find((line) => line.startsWith(`${model} `));
      assert.ok(row, `${model} is missing in\n${stdout}`);
      // A perplexity, then a p-value where there is a base, else a dash.
      assert.match(row.slice(model.length), base ? /^ +[\d.]+ +(10\^-[\d.]+|[\d.e-]+) +\w+/ : /^ +[\d.]+ +- +-/);
    }
    assert.deepEqual(processesOf(marks), []);
  });

  test('it serves until Ctrl-C, which leaves no process behind', async () => {
    const { child, output } = start();
    await untilPrinted(child, output, /Serving until Ctrl-C/);
    const url = /(http:\/\/\S+)\/docs/.exec(output.stdout)![1];
    const submitted = await runCli(['submit', 'examples/models/g0', '--wait', '--json', '--url', url]);
    assert.equal(submitted.code, 0, submitted.stderr);
    assert.equal(JSON.parse(submitted.stdout).status, 'succeeded');
    const board = await runCli(['leaderboard', '--csv', '--url', url]);
    assert.match(board.stdout, /^Model,Perplexity,Match P-Value/);
    const second = await runCli(args('--once'));
    assert.equal(second.code, 1);
    assert.match(second.stderr, new RegExp(`Process ${child.pid} already uses`));
    assert.ok(processesOf(marks).some((command) => command.includes('postgres')));

    // What a terminal does: the signal goes to the whole foreground group.
    process.kill(-child.pid!, 'SIGINT');
    const [code] = await once(child, 'close');
    assert.equal(code, 0, output.stderr);
    assert.deepEqual(processesOf(marks), []);
  });

  test('SIGTERM to the process alone, in the middle of its work, leaves no process behind', async () => {
    const { child, output } = start();
    await untilPrinted(child, output, /example models submitted/);
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    assert.equal(code, 143, output.stderr);
    assert.deepEqual(processesOf(marks), []);
  });

  test('what SIGKILL leaves ends by itself, and the next start works', async () => {
    const { child, output } = start();
    await untilPrinted(child, output, /example models submitted/);
    child.kill('SIGKILL');
    while (processesOf(marks).length > 0) await sleep(50);
    const { code, stderr } = await runCli(args('--once'), { env });
    assert.equal(code, 0, stderr);
  });
});

async function untilPrinted(child: ChildProcess, output: { stdout: string; stderr: string }, wanted: RegExp) {
  while (!wanted.test(output.stdout + output.stderr)) {
    assert.equal(child.exitCode, null, `it ended:\n${output.stderr}`);
    await sleep(20);
  }
}
