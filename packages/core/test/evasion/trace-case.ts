import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelTraceError } from '@model-trace/core/errors';
import { loadModel } from '@model-trace/core/evaluation';
import type { LocalisedResult, StatisticResult } from '@model-trace/core/results';
import { createThreadPool } from '@model-trace/core/threads';
import { trace } from '@model-trace/core/tracing';
import type { StatisticName } from './cases.ts';
import { type ModelData, writeModelData } from './model-data.ts';

export type Seen = { result: StatisticResult | LocalisedResult } | { refused: string };

const ofPairs: StatisticName[] = ['csu', 'csh', 'match'];
const ofAll: StatisticName[] = ['csu-all', 'match-all'];

/** What every statistic says of a model and its base. */
export async function traceCase(options: { base: ModelData; model: ModelData }): Promise<Record<StatisticName, Seen>> {
  const folder = await mkdtemp(join(tmpdir(), 'evasion-'));
  const pool = createThreadPool();
  try {
    await writeModelData(join(folder, 'base'), options.base);
    await writeModelData(join(folder, 'model'), options.model);
    const [base, model] = await Promise.all(
      ['base', 'model'].map((name) =>
        loadModel(join(folder, name), { models: { roots: null, cacheDir: folder, cacheMaxBytes: 0 } }),
      ),
    );
    const traced = async (statistics: StatisticName[]): Promise<[string, Seen][]> => {
      try {
        const outcome = await trace({ base, model, statistics, provider: 'cpu', pool });
        const results = [...outcome.statistics, ...(outcome.localised ?? [])];
        return results.map((result) => [result.statistic, { result }]);
      } catch (error) {
        if (!(error instanceof ModelTraceError) || !error.code.startsWith('TRACE_')) throw error;
        if (statistics.length === 1) return [[statistics[0], { refused: error.code }]];
        const each: [string, Seen][] = []; // one is refused: the others may not be
        for (const one of statistics) each.push(...(await traced([one])));
        return each;
      }
    };
    const seen = [...(await traced(ofPairs)), ...(await traced(ofAll))];
    await Promise.all([base.checkpoint.close(), model.checkpoint.close()]);
    return Object.fromEntries(seen) as Record<StatisticName, Seen>;
  } finally {
    await pool.close();
    await rm(folder, { recursive: true });
  }
}
