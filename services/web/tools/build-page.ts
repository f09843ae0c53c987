/**
 * Builds the page: `node tools/build-page.ts [DIRECTORY]`, by default into `dist/`, under the digest of its sources. The
 * directory appears when it is complete. Beside the assets it holds `page.json`, what the service must know of the page, and each
 * script and style compressed, so that no request waits for that.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build, type Manifest } from 'vite';
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
    build: { outDir: unfinished, emptyOutDir: true, manifest: true },
  });
  compressAssets(join(unfinished, 'assets'));
  const preloads = { '/': scriptsOf('src/leaderboard/leaderboard-page.tsx') };
  writeFileSync(
    join(unfinished, 'page.json'),
    JSON.stringify({ paths: pagePaths, styleHashes: [plotStyle], preloads }),
  );
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

/** `x.js.br` beside `x.js`. */
function compressAssets(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => /\.(js|css|svg)$/.test(each)))
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(readFileSync(join(folder, name))));
}

/** The script of a page that is loaded when it is shown, with all that it imports and the document does not name anyway. */
function scriptsOf(source: string): string[] {
  const manifest = JSON.parse(readFileSync(join(unfinished, '.vite/manifest.json'), 'utf8')) as Manifest;
  const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)!;
  const withImports = (key: string, seen = new Set<string>()): Set<string> => {
    if (seen.has(key)) return seen;
    seen.add(key);
    for (const each of manifest[key].imports ?? []) withImports(each, seen);
    return seen;
  };
  const known = withImports(entry);
  return [...withImports(source)].filter((key) => !known.has(key)).map((key) => manifest[key].file);
}
