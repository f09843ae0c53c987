import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { mainModule } from './run-cli.ts';

const sequence = '\u001b[';
/** Node takes a terminal for one without colours where `CI` is set, so a test of terminals must not inherit it. */
const environment = (more: Record<string, string>) => {
  const { CI, NO_COLOR, FORCE_COLOR, NODE_DISABLE_COLORS, ...rest } = process.env;
  return { ...rest, TERM: 'xterm-256color', ...more };
};
const hasTerminal = spawnSync('script', ['--version']).status === 0;

test('colour is for terminals, unless FORCE_COLOR asks for it', () => {
  const piped = (more: Record<string, string>) =>
    execFileSync(process.execPath, [mainModule, 'architectures'], { env: environment(more), encoding: 'utf8' });
  assert.ok(!piped({}).includes(sequence));
  assert.ok(piped({ FORCE_COLOR: '1' }).includes(sequence));
});

test('NO_COLOR is honoured on a terminal', { skip: !hasTerminal && 'script (util-linux) is not installed' }, () => {
  const onTerminal = (more: Record<string, string>) =>
    execFileSync('script', ['-qec', `${process.execPath} ${mainModule} architectures`, '/dev/null'], {
      ...{ env: environment(more), encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
    });
  assert.ok(onTerminal({}).includes(sequence));
  assert.ok(!onTerminal({ NO_COLOR: '1' }).includes(sequence));
});
