import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { digestOfInputs, webRoot } from './page-inputs.ts';

/**
 * The directory with the page of these sources, for WEB_DIR; built when it is not there yet, in a process of its own (2 to
 * 5 s). A page that is being served stays as it is: other sources have another directory.
 * @param options.onBuild  called before it is built
 */
export async function builtPage({ onBuild = () => {} }: { onBuild?: () => void } = {}): Promise<string> {
  const directory = join(webRoot, 'dist', digestOfInputs());
  if (existsSync(join(directory, 'page.json'))) return directory;
  onBuild();
  const build = join(import.meta.dirname, 'build-page.ts');
  await promisify(execFile)(process.execPath, [build, directory], { cwd: webRoot });
  return directory;
}
