import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelTraceError } from '@model-trace/core/errors';
import { type LoadedModel, loadModel } from '@model-trace/core/evaluation';
import type { LocalisedResult, StatisticResult } from '@model-trace/core/results';
import { createThreadPool } from '@model-trace/core/threads';
import { trace } from '@model-trace/core/tracing';
import type { StatisticName } from './cases.ts';
import { type ModelData, writeModelData } from './model-data.ts';

export type Seen = { result: StatisticResult | LocalisedResult } | { refused: string };

const ofPairs: StatisticName[] = ['csu', 'csh', 'match'];
const ofAll: StatisticName[] = ['csu-all', 'match-all'];

export interface CaseTracer {
  /** What every statistic says of a model and its base. A base that came before is not written and opened again. */
  trace(options: { base: ModelData; model: ModelData }): Promise<Record<StatisticName, Seen>>;
  close(): Promise<void>;
}

/** Traces cases on threads that stay warm between them. */
export function createCaseTracer(): CaseTracer {
  const pool = createThreadPool();
  const bases = new Map<ModelData, Promise<Opened>>();
  return {
    async trace({ base: data, model: modelData }) {
      if (!bases.has(data)) bases.set(data, open(data));
      const [base, model] = await Promise.all([bases.get(data)!, open(modelData)]);
      const run = async (statistics: StatisticName[]): Promise<[string, Seen][]> => {
        const outcome = await trace({ base: base.loaded, model: model.loaded, statistics, provider: 'cpu', pool });
        const results = [...outcome.statistics, ...(outcome.localised ?? [])];
        return results.map((result) => [result.statistic, { result }]);
      };
      try {
        const seen = await unlessRefused([...ofPairs, ...ofAll], run);
        return Object.fromEntries(seen) as Record<StatisticName, Seen>;
      } finally {
        await model.close();
      }
    },
    async close() {
      await Promise.all([pool.close(), ...[...bases.values()].map(async (opening) => (await opening).close())]);
    },
  };
}

/** Where one statistic is refused, the others may not be: they are asked for again, in smaller groups. */
async function unlessRefused(
  statistics: StatisticName[],
  run: (statistics: StatisticName[]) => Promise<[string, Seen][]>,
): Promise<[string, Seen][]> {
  try {
    return await run(statistics);
  } catch (error) {
    if (!(error instanceof ModelTraceError) || !error.code.startsWith('TRACE_')) throw error;
    if (statistics.length === 1) return [[statistics[0], { refused: error.code }]];
    const groups = statistics.length > ofPairs.length ? [ofPairs, ofAll] : statistics.map((one) => [one]);
    const seen: [string, Seen][] = [];
    for (const group of groups) seen.push(...(await unlessRefused(group, run)));
    return seen;
  }
}

interface Opened {
  loaded: LoadedModel;
  close(): Promise<void>;
}

async function open(data: ModelData): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'evasion-'));
  await writeModelData(folder, data);
  const loaded = await loadModel(folder, { models: { roots: null, cacheDir: folder, cacheMaxBytes: 0 } });
  return {
    loaded,
    close: async () => {
      await loaded.checkpoint.close();
      await rm(folder, { recursive: true });
    },
  };
}
