import { type Static, type TSchema, Type } from 'typebox';
import { BlockResult } from './block-result.ts';
import { ModelReference, Provenance } from './evaluation-result.ts';
import { TraceResult } from './trace-result.ts';
import { Verdict } from './verdict.ts';

const Nullable = <T extends TSchema>(schema: T, options: { description?: string } = {}) =>
  Type.Union([schema, Type.Null()], options);

/** A base of a scan: which model at which commit. */
export const ScanBase = Type.Object(
  {
    model: Type.String({ minLength: 1, maxLength: 512 }),
    revision: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'Branch, tag or commit hash' })),
  },
  { additionalProperties: false },
);
export type ScanBase = Static<typeof ScanBase>;

/** Bases of one scan: at 1,000 it takes some minutes. */
export const maxScanBases = 1000;
/** Full traces of one scan: each may take minutes. */
export const maxScanTraces = 20;
export const defaultScanTraces = 3;

export const ScanOptions = Type.Object(
  {
    bases: Type.Array(ScanBase, { minItems: 1, maxItems: maxScanBases }),
    traces: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: maxScanTraces,
        default: defaultScanTraces,
        description: 'Bases that pass, best first, which are traced in full; default 3',
      }),
    ),
    traceAll: Type.Optional(
      Type.Boolean({ description: 'Trace the best ranked `traces` bases in full whether they pass or not' }),
    ),
  },
  { additionalProperties: false },
);
export type ScanOptions = Static<typeof ScanOptions>;

const base = Type.String();
const commit = Nullable(Type.String({ description: 'Commit of the base; null: a directory' }));
const log10P = (description: string) => Type.Number({ maximum: 0, description });

export const ScanCandidate = Type.Object({
  base,
  commit,
  architecture: Type.String(),
  verdict: Verdict,
  log10PValue: log10P('csu on signatures, all blocks of them combined; not corrected'),
  log10PHolm: log10P('Corrected for all bases tested, by Holm: what the verdict goes by'),
  log10PBenjaminiHochberg: log10P('Corrected by Benjamini and Hochberg'),
  combined: Type.Union([Type.Literal('fisher'), Type.Literal('bonferroni')], {
    description:
      'fisher: models of equal depth, each block of the signature against the same block. bonferroni: of unequal depth, each block ' +
      'of the signature against every block of the model, the smallest p-value times the number of pairs',
  }),
  pairs: Type.Integer({ description: 'Pairs of blocks that were tested' }),
  agreeingFraction: Type.Number({ description: 'Share of units that matched the one at their own place' }),
  meanCosine: Type.Number({ description: 'Of the weights of units at the same place: how close related models are' }),
  blocks: Type.Array(BlockResult),
  signatureSha256: Type.String({ description: 'Of the file of the signature' }),
  trace: Nullable(TraceResult),
  traceLog10PBonferroni: Type.Record(Type.String(), Type.Number({ maximum: 0 }), {
    description:
      'log10 p of each statistic of the trace, corrected for all bases tested by Bonferroni: valid however those that are traced were chosen',
  }),
  traceVerdict: Type.Optional(
    Nullable(Verdict, {
      description:
        'Of the trace by its corrected p-values: that of a statistic which says derived only by the p-value that is not corrected is inconclusive. null: not traced',
    }),
  ),
  traceError: Nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
});
export type ScanCandidate = Static<typeof ScanCandidate>;

export const ScanResult = Type.Object({
  model: Type.String(),
  commit: Nullable(Type.String()),
  verdictRule: Type.String(),
  null: Type.String({ description: 'The null hypothesis of each test in words' }),
  correction: Type.String({ description: 'What the p-values are corrected for' }),
  tested: Type.Integer({ description: 'Bases that were tested: as many as there are candidates' }),
  candidates: Type.Array(ScanCandidate, { description: 'Strongest evidence first; equal evidence by meanCosine' }),
  excluded: Type.Array(Type.Object({ base, commit, reason: Type.String() }), {
    description:
      'Bases that could not be tested, for their shape or because they are the model itself: these are no tests',
  }),
  failed: Type.Array(Type.Object({ base, code: Type.String(), detail: Type.String() }), {
    description: 'Bases that could not be read',
  }),
  protocol: Type.Object({
    ...Provenance.properties,
    model: ModelReference,
    seed: Type.Integer({ description: 'Seed of the order in which ties are broken' }),
    signature: Type.Object({
      version: Type.Integer(),
      units: Type.Integer({ description: 'Units of each block at most' }),
      width: Type.Integer({ description: 'Random directions that their weights are projected on at most' }),
      dtype: Type.String(),
    }),
    passing: Type.String({ description: 'Which candidates are traced in full' }),
  }),
});
export type ScanResult = Static<typeof ScanResult>;
