import { Option } from 'commander';

export type Provider = 'cpu' | 'cuda' | 'webgpu';

export const jsonOption = () => new Option('--json', 'print one JSON object and nothing else');

export const revisionOption = () =>
  new Option('--revision <name>', 'branch, tag or commit of the model (default: main)');

export const providerOption = () =>
  new Option('--provider <name>', 'execution provider').choices(['cpu', 'cuda', 'webgpu']).default('cpu');

export const urlOption = () =>
  new Option('--url <address>', 'server to talk to (default: MODEL_TRACE_URL or http://127.0.0.1:8080)');
