import { type Static, type TSchema, Type } from 'typebox';

const Nullable = <T extends TSchema>(schema: T, options: { description: string }) =>
  Type.Union([schema, Type.Null()], options);

/** Pairs of other blocks that csu, csh and match look at as negative controls, unless more or none are asked for. */
export const defaultControls = 12;
/** A thousand comparisons cost as much as a trace of a model of a thousand blocks. */
export const maxControls = 1000;
/** More than any model has blocks. */
export const maxNamedBlocks = 1024;

export const MatchMetric = Type.Union([Type.Literal('cosine'), Type.Literal('l2')], {
  description: 'Similarity of units that match and match-all maximise: cosine (paper), l2 (its reference code)',
});
export type MatchMetric = Static<typeof MatchMetric>;

export const MatchVariant = Type.Union([Type.Literal('phi_2V'), Type.Literal('phi_2V-perm'), Type.Literal('both')], {
  description:
    'Form of match for MLPs without a gate, picked beforehand; both: the smaller p-value times two. With a gate there is one form only',
});
export type MatchVariant = Static<typeof MatchVariant>;

/** An array of two, as every JSON Schema says it: the words for tuples differ from draft to draft. */
const BlockPairName = Type.Array(Type.Integer({ minimum: 0, maximum: 1_000_000 }), { minItems: 2, maxItems: 2 });

/** How the statistics of a trace are taken. Without any choice: as leaderboards show it. */
export const TraceChoices = Type.Object(
  {
    controls: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: maxControls,
        default: defaultControls,
        description: `Pairs of other blocks that csu, csh and match look at as negative controls, at most; default ${defaultControls}`,
      }),
    ),
    matchVariant: Type.Optional(MatchVariant),
    matchMetric: Type.Optional({ ...MatchMetric, default: 'cosine' } as typeof MatchMetric),
    blocks: Type.Optional(
      Type.Array(BlockPairName, {
        minItems: 1,
        maxItems: maxNamedBlocks,
        description:
          'Pairs [base block, block of the model] that are compared, counted from 0, each block once; default all in order, or searched for between models that differ in depth',
      }),
    ),
    thresholdLog10P: Type.Optional(
      Type.Number({
        minimum: -1e7,
        exclusiveMaximum: 0,
        description:
          'log10 p below which a pair may be called derived; default -6. Whoever names one decides also for statistics that give no verdict by default',
      }),
    ),
  },
  { additionalProperties: false },
);
export type TraceChoices = Static<typeof TraceChoices>;

/** The choices as a result states them. */
export const TracedChoices = Type.Object(
  {
    controls: Type.Integer({ description: 'Negative controls of csu, csh and match, at most' }),
    matchMetric: MatchMetric,
    matchVariant: Nullable(MatchVariant, {
      description: 'Form of match that was named; null: none, so phi_2V or phi_MATCH',
    }),
    blocks: Nullable(Type.Array(BlockPairName), {
      description: 'Pairs [base block, block of the model] that were named; null: all in order, or searched for',
    }),
    thresholdLog10P: Nullable(Type.Number(), { description: 'That was named; null: none, so -6' }),
  },
  { description: 'What was chosen, defaults written out' },
);
export type TracedChoices = Static<typeof TracedChoices>;
