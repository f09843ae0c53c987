#!/usr/bin/env node
import { Console } from 'node:console';
import { packageScript, readCliConfig } from './config.ts';
import { onParentScriptEnd } from './processes/on-parent-script-end.ts';
import { exitCodes, run } from './run.ts';
import { isSameStream } from './terminal/is-same-stream.ts';
import { outputOf } from './terminal/output.ts';

// Standard output is for results. A library that logs must not end up between the braces of --json.
globalThis.console = new Console(process.stderr, process.stderr);

// The reader went away (`| head`): nobody is left to tell. Without a reader of progress alone the result may still be wanted.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (stream === process.stdout || isSameStream(process.stdout.fd, process.stderr.fd)) process.exit(exitCodes.done);
  });
}

const stopping = new AbortController();
const stop = (signal: NodeJS.Signals) => {
  // A second signal means now.
  if (stopping.signal.aborted) process.exit(exitCodes.interrupted);
  stopping.abort(signal);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

const script = packageScript();
if (script !== null) {
  if (script.callerDir !== undefined) process.chdir(script.callerDir);
  onParentScriptEnd(script, () => stop('SIGTERM'));
}

process.exitCode = await run(process.argv.slice(2), {
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  signal: stopping.signal,
  readConfig: readCliConfig,
});
// Sessions of the inference engine and idle connections must not keep a finished command alive.
process.stdout.write('', () => process.stderr.write('', () => process.exit()));
