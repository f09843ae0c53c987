import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface RunMarks {
  /** Text in the environment of the processes that inherit it. */
  environment: string;
  /** Directory that the others name in their command line or work in. */
  directory: string;
}

/** Command lines of all processes that belong to a run, read from /proc: Linux only. */
export function processesOf({ environment, directory }: RunMarks): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map((pid) => ({
      command: read(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' '),
      environ: read(() => readFileSync(`/proc/${pid}/environ`, 'utf8')),
      cwd: read(() => readlinkSync(`/proc/${pid}/cwd`)),
    }))
    .filter(
      ({ command, environ, cwd }) =>
        environ.includes(environment) || command.includes(directory) || cwd.startsWith(directory),
    )
    .map(({ command }) => command);
}

/** Empty for a process that ended meanwhile, a zombie, or one that we may not look into. */
function read(from: () => string): string {
  try {
    return from();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(code ?? '')) return '';
    throw error;
  }
}
