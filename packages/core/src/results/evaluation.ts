import { type Static, Type } from 'typebox';
import { Align } from './alignment-result.ts';
import { PerplexityResult } from './evaluation-result.ts';
import { maxPermutations } from './permutation-test.ts';
import { PerplexityOptions } from './perplexity-options.ts';
import { ScanOptions, ScanResult } from './scan-result.ts';
import { TraceChoices } from './trace-choices.ts';
import { TraceResult } from './trace-result.ts';

/** The name of a task; the registry of tasks is `evaluation/tasks.ts`. */
export const TaskId = Type.Union([Type.Literal('perplexity'), Type.Literal('trace'), Type.Literal('scan')]);
export type TaskId = Static<typeof TaskId>;

/** Tasks with a number for each model, and so a column of the leaderboard. */
export const RankedTaskId = Type.Union([Type.Literal('perplexity'), Type.Literal('trace')]);
export type RankedTaskId = Static<typeof RankedTaskId>;

export const StatisticId = Type.Union([
  Type.Literal('csu'),
  Type.Literal('csh'),
  Type.Literal('match'),
  Type.Literal('csu-all'),
  Type.Literal('match-all'),
  Type.Literal('l2'),
  Type.Literal('cos'),
  Type.Literal('jsd'),
  Type.Literal('mode-connectivity'),
  Type.Literal('qk'),
  Type.Literal('embedding'),
]);
export type StatisticId = Static<typeof StatisticId>;

/** Those of a request that names none. */
export const defaultStatistics: readonly StatisticId[] = ['csu', 'csh', 'match'];

/** What the weights of a repository are; leaderboards state it. */
export const WeightType = Type.Union([Type.Literal('original'), Type.Literal('adapter'), Type.Literal('delta')], {
  description:
    'original: a whole model; adapter: a PEFT LoRA, applied over its base; delta: differences, added to their base',
});
export type WeightType = Static<typeof WeightType>;

export const RequestDtype = Type.Union([Type.Literal('float32'), Type.Literal('float16')], {
  description:
    'Number format that perplexity is computed in, whatever the weights are stored as; default float32. float16: what transformers computes with dtype=float16. A trace is computed in float64, the largest products of a large model in float32 (`computeDtype` of its protocol)',
});
export type RequestDtype = Static<typeof RequestDtype>;

export const defaultBase = 'openai-community/gpt2';

/** What a user asks for. `additionalProperties: false`: an unknown field is an error, never ignored. */
export const EvaluationRequest = Type.Object(
  {
    model: Type.String({
      minLength: 1,
      maxLength: 512,
      description: 'Hub id (owner/name) or a directory under MODEL_ROOTS',
    }),
    revision: Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: 'Branch, tag or commit hash; default main' }),
    ),
    base: Type.Optional(
      Type.String({ minLength: 1, maxLength: 512, description: 'Model to trace against', default: defaultBase }),
    ),
    baseRevision: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    weightType: Type.Optional(WeightType),
    weightsBase: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 512,
        description:
          'Model that the adapter or delta is put over; default what adapter_config.json names. Not the model to trace against',
      }),
    ),
    weightsBaseRevision: Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: 'Branch, tag or commit hash of weightsBase' }),
    ),
    tasks: Type.Array(TaskId, { minItems: 1, uniqueItems: true }),
    statistics: Type.Optional(
      Type.Array(StatisticId, {
        minItems: 1,
        uniqueItems: true,
        description: `Statistics of the trace; default ${defaultStatistics.join(', ')}`,
      }),
    ),
    permutations: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: maxPermutations,
        description:
          'T: how many random relabellings of the model the permutation tests of csu, csh, l2, cos and mode-connectivity draw; default no such test. Cost per draw, of one core: 3 ns a parameter for l2 and cos; for mode-connectivity a pass over the text that reads both models, 20 ns a parameter for 200 tokens',
      }),
    ),
    align: Type.Optional(Align),
    traceCorpus: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description:
          'Registered corpus to take the activations of the trace on, compared where both tokenizations end at the same character; default random tokens',
      }),
    ),
    matchings: Type.Optional(
      Type.Boolean({
        description: 'Whether the blocks of csu, csh and match list which units were matched; default not',
      }),
    ),
    trace: Type.Optional(TraceChoices),
    perplexity: Type.Optional(PerplexityOptions),
    scan: Type.Optional(ScanOptions),
    dtype: Type.Optional(RequestDtype),
  },
  { additionalProperties: false },
);
export type EvaluationRequest = Static<typeof EvaluationRequest>;

export const EvaluationStatus = Type.Union([
  Type.Literal('queued'),
  Type.Literal('running'),
  Type.Literal('succeeded'),
  Type.Literal('failed'),
  Type.Literal('canceled'),
  Type.Literal('expired'),
]);
export type EvaluationStatus = Static<typeof EvaluationStatus>;

/** How far a running evaluation is. `done` and `total` count layers within the phase, with fractions (or what `unit` says). */
export const EvaluationProgress = Type.Object({
  task: Type.Union([TaskId, Type.Null()]),
  phase: Type.String({
    description:
      'resolve, download, layers, head, base layers, base head, compare, activations, base activations, parameters, bases, traces, or the id of a statistic',
  }),
  done: Type.Number(),
  total: Type.Number(),
  unit: Type.Union([
    Type.Literal('layers'),
    Type.Literal('blocks'),
    Type.Literal('pairs'),
    Type.Literal('bytes'),
    Type.Literal('tokens'),
    Type.Literal('steps'),
    Type.Literal('models'),
  ]),
  receivedBytes: Type.Optional(
    Type.Integer({ description: 'Bytes of weights that came so far, when they are streamed' }),
  ),
  etaSeconds: Type.Optional(
    Type.Union([Type.Integer(), Type.Null()], { description: 'Until this phase ends, at the speed it had so far' }),
  ),
});
export type EvaluationProgress = Static<typeof EvaluationProgress>;

/** Results by task: one key for each task that was asked for. */
export const EvaluationResults = Type.Object({
  perplexity: Type.Optional(PerplexityResult),
  trace: Type.Optional(TraceResult),
  scan: Type.Optional(ScanResult),
});
export type EvaluationResults = Static<typeof EvaluationResults>;
