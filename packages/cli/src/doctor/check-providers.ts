import { fork } from 'node:child_process';
import { installedEngine } from '@model-trace/core/engine';
import type { Check } from './check.ts';
import type { ProbeAnswer } from './probe-process.ts';

/** A GPU driver that has to compile its first shaders may take some seconds. */
const patienceMs = 30_000;

/** The engine, and each provider tried for real in a process of its own: a driver may crash, or write what it likes. */
export async function checkProviders(): Promise<Check[]> {
  const { version, bundled } = installedEngine();
  const engine: Check = { name: 'onnxruntime-node', status: 'ok', found: `${version}, with ${bundled.join(', ')}` };
  const answers = await Promise.all((['cpu', 'cuda', 'webgpu'] as const).map(probe));
  return [engine, ...answers];
}

async function probe(provider: 'cpu' | 'cuda' | 'webgpu'): Promise<Check> {
  const name = `provider ${provider}`;
  const failed = provider === 'cpu' ? 'failed' : 'absent';
  const child = fork(new URL('./probe-process.ts', import.meta.url), [provider], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  const answer = await new Promise<ProbeAnswer | string>((resolve) => {
    child.on('message', (message) => resolve(message as ProbeAnswer));
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(`the process that tried it ended by ${signal ?? `exit code ${code}`}`));
  });
  clearTimeout(timer);
  child.kill('SIGKILL');
  if (typeof answer === 'string')
    return { name, status: failed, found: answer, fix: 'Use another provider, or update the driver' };
  const { error, halves, milliseconds } = answer;
  if (error !== null) return { name, status: failed, found: error.message, fix: error.fix };
  return {
    name,
    status: 'ok',
    found: `works (${halves ? 'float32, float16' : 'float32 only'}; first product in ${milliseconds} ms)`,
  };
}
