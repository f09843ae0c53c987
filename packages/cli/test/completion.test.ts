import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { runCli } from './run-cli.ts';

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;
const run = promisify(execFile);

async function scriptOf(shell: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(['completion', shell]);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** What a shell offers at the end of these words: to its completion function, as at a key press. */
const bash = (script: string) => async (words: string[]) => {
  const { stdout } = await run('bash', [
    ...[
      '--norc',
      '-c',
      `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _model_trace; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    ...['bash', 'model-trace', ...words],
  ]);
  return stdout.split('\n').filter((line) => line !== '');
};
const fish = (script: string) => async (words: string[]) => {
  const line = ['model-trace', ...words].join(' ');
  const { stdout } = await run('fish', ['--no-config', '-c', `${script}\ncomplete -C '${line}'`]);
  return stdout
    .split('\n')
    .map((each) => each.split('\t')[0])
    .filter((each) => each !== '');
};

for (const [shell, completing] of Object.entries({ bash, fish })) {
  describe(`completion in ${shell}`, { skip: !has(shell) && `${shell} is not installed` }, () => {
    test('commands, subcommands, options and their values are offered where they belong', async () => {
      const complete = completing(await scriptOf(shell));
      assert.deepEqual(await complete(['leader']), ['leaderboard']);
      assert.deepEqual((await complete(['export', ''])).sort(), ['evaluations', 'help', 'leaderboard']);
      assert.deepEqual(await complete(['keys', 'rev']), ['revoke']);
      assert.deepEqual((await complete(['completion', ''])).sort(), ['bash', 'fish', 'zsh']);
      assert.deepEqual((await complete(['submit', 'a/b', '--weights'])).sort(), [
        ...['--weights-base', '--weights-base-revision'],
      ]);
      assert.deepEqual((await complete(['leaderboard', '--sort', 'p'])).sort(), ['parameters', 'perplexity']);
      assert.deepEqual(await complete(['export', 'evaluations', '--status', 'run']), ['running']);
      // Every command is there: the list is made from them.
      const { stdout } = await runCli(['--help']);
      const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?= |$)/gm)].map(([, name]) => name);
      assert.ok(commands.length > 15);
      assert.deepEqual((await complete([''])).sort(), commands.sort());
    });
  });
}

test('the script for zsh is zsh', { skip: !has('zsh') && 'zsh is not installed' }, async () => {
  const script = await scriptOf('zsh');
  // Definitions are read whole; a compdef that only notes its arguments stands for the completion system.
  const { stdout } = await run('zsh', [
    '-f',
    '-c',
    `compdef() { print -r -- $@ }\n${script}\nwhich _model_trace | wc -l`,
  ]);
  assert.match(stdout, /^_model_trace model-trace\n\s*\d{2,}/);
});

test('an unknown shell is refused by name', async () => {
  const { code, stderr } = await runCli(['completion', 'tcsh']);
  assert.equal(code, 2);
  assert.match(stderr, /Allowed choices are bash, zsh, fish/);
});
