/**
 * Builds the page: `node tools/build-page.ts [DIRECTORY]`, by default into `dist/`, under the digest of its sources. The
 * directory appears when it is complete. Beside the assets it holds `page.json`: what the service must know of the page.
 */
import { existsSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'vite';
import { pagePaths } from '../src/paths.ts';
import { digestOfInputs, webRoot } from './page-inputs.ts';

/** Of the style element that Observable Plot 0.6.17 puts into each figure. The browser tests fail when it changes. */
const plotStyle = 'sha256-jSYQUrW7J0b3jPqhZP9C2Xh1PyJKHKXd4s0fpGGKrww=';
/** Pages of other sources that stay: one may be served while the next is built. */
const keep = 3;

const dist = join(webRoot, 'dist');
const directory = resolve(process.argv[2] ?? join(dist, digestOfInputs()));
const unfinished = `${directory}.${process.pid}`;

try {
  await build({
    root: webRoot,
    configFile: join(webRoot, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: unfinished, emptyOutDir: true },
  });
  writeFileSync(join(unfinished, 'page.json'), JSON.stringify({ paths: pagePaths, styleHashes: [plotStyle] }));
  // Somebody else may have built the same meanwhile.
  if (!existsSync(directory)) renameSync(unfinished, directory);
} finally {
  rmSync(unfinished, { recursive: true, force: true });
}
if (dirname(directory) === dist) {
  const pages = readdirSync(dist)
    .map((name) => join(dist, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of pages.slice(keep)) rmSync(old, { recursive: true, force: true });
}
console.log(directory);
