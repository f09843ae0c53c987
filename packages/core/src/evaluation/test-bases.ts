import type { ScanBase, ScanCandidate, ScanResult } from '../results/index.ts';
import {
  type CompareSignatureOptions,
  compareSignature,
  type SignatureBlock,
  signatureBlock,
  signatureBlocks,
} from '../scanning/index.ts';
import { boundedTasks } from '../tracing/bounded-tasks.ts';
import { type BaseSignature, baseSignature } from './base-signature.ts';
import type { LoadedModel } from './loaded-model.ts';
import { readable } from './readable.ts';
import { pool } from './run-trace.ts';
import type { TaskContext } from './task-context.ts';

/** A base that was tested, before its p-value is corrected. */
export interface TestedBase {
  asked: ScanBase;
  found: Omit<
    ScanCandidate,
    'verdict' | 'log10PHolm' | 'log10PBenjaminiHochberg' | 'trace' | 'traceLog10PBonferroni' | 'traceError'
  >;
}

export interface TestedBases extends Pick<ScanResult, 'excluded' | 'failed'> {
  tested: TestedBase[];
}

interface Outcome {
  tested?: TestedBase;
  excluded?: ScanResult['excluded'][number];
  failed?: ScanResult['failed'][number];
}

/**
 * csu of a model against the signature of each base.
 * @throws STATS_NON_FINITE for the model, and what is no fault of a base
 */
export async function testBases(
  bases: readonly ScanBase[],
  { context, model, seed, onDone }: { context: TaskContext; model: LoadedModel; seed: number; onDone: () => void },
): Promise<TestedBases> {
  const { signal } = context;
  const { hiddenSize, blocks } = model.spec;
  const ours: CompareSignatureOptions['model'] = {
    ...{ hiddenSize, depth: blocks.length, block: onceEach((block) => signatureBlock(model, block)) },
    unitsOf: (block) => (blocks[block].mlp.kind === 'experts' ? null : blocks[block].mlp.units),
  };
  // NaN in the model's own weights would look like a fault of every base.
  for (const block of signatureBlocks(blocks.length)) if (ours.unitsOf(block) !== null) await ours.block(block);
  const outcomes: Outcome[] = [];
  const tasks = boundedTasks(pool.size + 1);
  for (const [index, asked] of bases.entries()) {
    await tasks.start(async () => {
      signal?.throwIfAborted();
      const base = await readable(() => baseSignature(asked, context), signal);
      if ('code' in base) outcomes[index] = { failed: { base: asked.model, ...base } };
      else outcomes[index] = await testBase(base, { asked, model, ours, seed, signal });
      onDone();
    });
  }
  await tasks.drain();
  return {
    tested: outcomes.flatMap(({ tested }) => tested ?? []),
    excluded: outcomes.flatMap(({ excluded }) => excluded ?? []),
    failed: outcomes.flatMap(({ failed }) => failed ?? []),
  };
}

async function testBase(
  { signature, sha256, commit }: BaseSignature,
  options: {
    asked: ScanBase;
    model: LoadedModel;
    ours: CompareSignatureOptions['model'];
    seed: number;
    signal: AbortSignal | undefined;
  },
): Promise<Outcome> {
  const { asked, model, ours, seed, signal } = options;
  const of = { base: asked.model, commit };
  const { source, weightType } = model;
  if (weightType === 'original' && source.id === asked.model && source.commit === commit)
    return { excluded: { ...of, reason: 'it is the model itself' } };
  const comparison = await readable(
    () => compareSignature({ base: signature, model: ours, seed, pool, signal }),
    signal,
  );
  if (!('code' in comparison)) {
    const { architecture } = signature;
    return { tested: { asked, found: { ...of, architecture, ...comparison, signatureSha256: sha256 } } };
  }
  if (otherShape.includes(comparison.code)) return { excluded: { ...of, reason: comparison.detail } };
  return { failed: { base: asked.model, ...comparison } };
}

const otherShape = ['TRACE_HIDDEN_SIZE_MISMATCH', 'TRACE_UNITS_MISMATCH'];

function onceEach(read: (block: number) => Promise<SignatureBlock>): (block: number) => Promise<SignatureBlock> {
  const reading = new Map<number, Promise<SignatureBlock>>();
  return (block) => {
    const promise = reading.get(block) ?? read(block);
    reading.set(block, promise);
    return promise;
  };
}
