import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { codeCommit } from './code-commit.ts';

const skip = spawnSync('git', ['--version']).error === undefined ? false : 'git is not installed';

test('the commit is what git says, in a clone and in a worktree, loose, packed or detached', { skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'model-trace-commit-'));
  t.after(() => rm(folder, { recursive: true }));
  const [clone, worktree] = ['clone', 'worktree'].map((name) => join(folder, name));
  const git = (directory: string, ...options: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-C', directory, ...options], {
      encoding: 'utf8',
      // Of a hook that runs the tests.
      env: { ...process.env, GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined },
    }).trim();
  const same = (what: string) => {
    for (const directory of [clone, worktree])
      assert.equal(codeCommit(directory), git(directory, 'rev-parse', 'HEAD'), `${what}, ${directory}`);
  };
  assert.equal(codeCommit(folder), null);
  git(folder, 'init', '-q', 'clone');
  git(clone, 'commit', '-q', '--allow-empty', '-m', 'one');
  git(clone, 'worktree', 'add', '-q', '-b', 'topic/other', worktree);
  git(worktree, 'commit', '-q', '--allow-empty', '-m', 'two');
  assert.notEqual(codeCommit(clone), codeCommit(worktree));
  same('loose');
  git(clone, 'pack-refs', '--all');
  same('packed');
  git(worktree, 'checkout', '-q', '--detach');
  same('detached');
});
