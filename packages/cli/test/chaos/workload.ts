import { join } from 'node:path';
import { evaluate } from '@model-trace/core/evaluation';
import type { EvaluationRequest, EvaluationResults } from '@model-trace/core/results';
import type { FakeModel } from '../../../core/test/fake-hub.ts';
import { pick, type Random } from './random.ts';

export const exampleModels = join(import.meta.dirname, '../../../../examples/models');
const directory = (name: string) => join(exampleModels, name);

/** What the suite's Hub serves: the example models under other names. */
export const hubModels: Record<string, FakeModel> = Object.fromEntries(
  ['g0', 'g1', 'l0', 'g0-ft-short'].map((name) => [`chaos/${name}`, { dir: directory(name) }]),
);

/** Requests by how often they are made; all of tens of milliseconds, but for the traces. */
const kinds: readonly { share: number; request: EvaluationRequest }[] = [
  { share: 20, request: { model: directory('g0'), tasks: ['perplexity'] } },
  { share: 10, request: { model: directory('l0'), tasks: ['perplexity'] } },
  { share: 10, request: { model: directory('g0-rot'), tasks: ['perplexity'] } },
  { share: 20, request: { model: 'chaos/g0', tasks: ['perplexity'] } },
  { share: 10, request: { model: 'chaos/l0', tasks: ['perplexity'] } },
  { share: 5, request: { model: 'chaos/g1', revision: 'main', tasks: ['perplexity'] } },
  {
    share: 3,
    request: {
      ...{ model: directory('g0-ft-short'), base: directory('g0') },
      ...{ tasks: ['perplexity', 'trace'], statistics: ['csu'] },
    },
  },
  {
    share: 2,
    request: { model: 'chaos/g0-ft-short', base: 'chaos/g0', tasks: ['trace'], statistics: ['csu'] },
  },
];
const deck = kinds.flatMap(({ share, request }) => Array.from({ length: share }, () => request));

export const drawRequest = (random: Random): EvaluationRequest => pick(random, deck);

/** The numbers of a result that must be the same to the last digit. */
export function numbersOf({ perplexity, trace }: EvaluationResults): string {
  return JSON.stringify({
    perplexity: perplexity && [perplexity.nllNats, perplexity.tokens.map(({ nllNats }) => nllNats)],
    trace: trace?.statistics.map(({ statistic, log10PValue, blocks }) => [
      statistic,
      log10PValue,
      blocks.map((block) => [block.log10PValue, block.rho, block.agreeing]),
    ]),
  });
}

/** What each request must give, computed here, once, from the directories. By `requestKey`. */
export async function expectedNumbers(cacheDir: string): Promise<Map<string, string>> {
  const local = (id: string) => id.replace(/^chaos\//, `${exampleModels}/`);
  const expected = new Map<string, string>();
  const computed = new Map<string, Promise<EvaluationResults>>();
  for (const { request } of kinds) {
    const { revision: _revision, ...rest } = request;
    const here = { ...rest, model: local(request.model), ...(request.base && { base: local(request.base) }) };
    const key = requestKey(here);
    const models = { roots: [exampleModels], cacheDir, cacheMaxBytes: 2 ** 30 };
    if (!computed.has(key)) computed.set(key, evaluate({ request: here, models, provider: 'cpu', codeCommit: null }));
    expected.set(requestKey(request), numbersOf(await computed.get(key)!));
  }
  return expected;
}

export function requestKey({ model, revision, base, tasks, statistics }: EvaluationRequest): string {
  return JSON.stringify([model, revision, base, tasks, statistics]);
}
