import { defaultScanTraces, methodVersions, type ScanCandidate, type ScanResult } from '../results/index.ts';
import { maxUnits, maxWidth, signatureVersion } from '../scanning/index.ts';
import { comparisonPrecision, overallPrecision, statistics } from '../tracing/index.ts';
import { correctedVerdict, overallVerdict, verdictRule } from '../tracing/verdict.ts';
import { type LoadedModel, loadModel } from './load-model.ts';
import { modelReference } from './model-reference.ts';
import { provenance } from './provenance.ts';
import { type RankedBase, rankCandidates } from './rank-candidates.ts';
import { readable } from './readable.ts';
import { reportProgress } from './report-progress.ts';
import { tracePair } from './run-trace.ts';
import type { TaskContext } from './task-context.ts';
import { testBases } from './test-bases.ts';

/** A base passes to the full trace when its corrected p-value is significant in the usual sense; the verdict asks for more. */
const passingP = 0.05;

/**
 * The task `scan`: tests one model against many bases, cheapest evidence first. What a base's shape rules out is no test; csu
 * on signatures ranks the others; the best that pass are traced in full. A base that cannot be read is listed as failed and
 * stops nothing.
 */
export async function runScan(context: TaskContext): Promise<ScanResult> {
  const { request, models, signal, codeCommit, trace: { seed = 0, thresholdLog10P } = {} } = context;
  const { bases, traces = defaultScanTraces, traceAll = false } = request.scan!;
  const { onProgress, bytesOf } = reportProgress('scan', context);
  const model = await loadModel(request.model, { ...request, models, signal, bytesOf });
  try {
    let done = 0;
    const onDone = () => onProgress({ phase: 'bases', done: ++done, total: bases.length, unit: 'models' });
    const { tested, excluded, failed } = await testBases(bases, { context, model, seed, onDone });
    const ranked = rankCandidates(tested, thresholdLog10P);
    const passing = ranked.filter(({ candidate }) => traceAll || candidate.log10PHolm <= Math.log10(passingP));
    const traced = passing.slice(0, traces);
    for (const [index, base] of traced.entries()) {
      signal?.throwIfAborted();
      onProgress({ phase: 'traces', done: index, total: traced.length, unit: 'models' });
      Object.assign(base.candidate, await traceBase(base, { context, model, tests: tested.length }));
    }
    return {
      model: model.source.id,
      commit: model.source.commit,
      verdictRule: `by log10PHolm, ${verdictRule(thresholdLog10P)}`,
      null: statistics.csu.variants[0].null,
      correction: `Holm (valid however the bases depend on one another) and Benjamini-Hochberg, over the ${tested.length} bases tested; excluded ones are no tests`,
      tested: tested.length,
      candidates: ranked.map(({ candidate }) => candidate),
      excluded,
      failed,
      protocol: {
        ...provenance({
          ...{ method: 'model-trace/scan', methodVersion: methodVersions.scan, codeCommit },
          ...overallPrecision([
            comparisonPrecision(maxUnits, maxWidth),
            ...traced.flatMap(({ candidate }) => candidate.trace?.protocol ?? []),
          ]),
        }),
        model: modelReference(model),
        seed,
        signature: { version: signatureVersion, units: maxUnits, width: maxWidth, dtype: 'F16' },
        passing: `${traceAll ? 'the' : `Holm-corrected p <= ${passingP}: of these the`} ${traces} best are traced in full`,
      },
    };
  } finally {
    await model.checkpoint.close();
  }
}

async function traceBase(
  { asked }: RankedBase,
  { context, model, tests }: { context: TaskContext; model: LoadedModel; tests: number },
): Promise<Partial<ScanCandidate>> {
  const { models, signal, trace: { thresholdLog10P } = {} } = context;
  const outcome = await readable(async () => {
    const base = await loadModel(asked.model, { models, revision: asked.revision, signal });
    try {
      return await tracePair({ model, base }, { context, onProgress: () => {} });
    } finally {
      await base.checkpoint.close();
    }
  }, signal);
  if ('code' in outcome) return { traceError: outcome };
  const corrected = outcome.statistics.map(({ statistic, verdict, log10PValue }) => {
    const log10PBonferroni = Math.min(0, log10PValue + Math.log10(tests));
    return {
      statistic,
      log10PBonferroni,
      verdict: correctedVerdict({ verdict, log10PValue: log10PBonferroni, thresholdLog10P }),
    };
  });
  return {
    trace: outcome,
    traceLog10PBonferroni: Object.fromEntries(
      corrected.map(({ statistic, log10PBonferroni }) => [statistic, log10PBonferroni]),
    ),
    traceVerdict: overallVerdict(corrected.map(({ verdict }) => verdict)),
  };
}
