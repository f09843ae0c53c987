import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export const webRoot = resolve(import.meta.dirname, '..');
const repositoryRoot = resolve(webRoot, '../..');

/** What the built page depends on: its sources, the client, the versions of libraries, and how it is built. */
const patterns = [
  ...['services/web/src/**/*', 'services/web/index.html', 'services/web/vite.config.ts', 'services/web/package.json'],
  ...['services/web/tools/build-page.ts', 'packages/client/src/**/*', 'pnpm-workspace.yaml'],
];

/** A digest of everything that decides how the page is built: the same inputs, the same page. */
export function digestOfInputs(): string {
  const hash = createHash('sha256');
  const files = patterns.flatMap((pattern) =>
    globSync(join(repositoryRoot, pattern), { withFileTypes: true }).filter((entry) => entry.isFile()),
  );
  for (const file of files.map(({ parentPath, name }) => join(parentPath, name)).sort())
    hash
      .update(`${relative(repositoryRoot, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex').slice(0, 16);
}
