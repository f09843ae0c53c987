import { Verdict, WeightType } from '@model-trace/core/results';
import type { LineageEdge, LineageModel, Page } from '@model-trace/core/storage';
import { type Static, Type } from 'typebox';
import { evaluationPath } from '../evaluations/evaluation-resource.ts';
import { Nullable } from '../validation/nullable.ts';

const LineageNode = Type.Object(
  {
    id: Type.String({ description: 'Of this node in this answer: model, commit and what its weights were put over' }),
    model: Type.String(),
    commit: Nullable(Type.String(), { description: 'null: a directory' }),
    weightType: WeightType,
    weightsBase: Nullable(Type.String(), {
      description: 'Model that an adapter or delta says it belongs over: a claim, no evidence',
    }),
    architecture: Nullable(Type.String()),
    parameters: Nullable(Type.Integer()),
    perplexity: Nullable(Type.Number({ description: 'On the passage of the leaderboard' }), {
      description: 'null: not measured',
    }),
  },
  { title: 'LineageNode' },
);
type LineageNode = Static<typeof LineageNode>;

const LineageEdgeResource = Type.Object(
  {
    model: Type.String({ description: '`id` of a node: the one submitted as the model' }),
    base: Type.String({
      description: '`id` of a node: the one submitted as the base, which is no evidence that it is one',
    }),
    task: Type.Union([Type.Literal('trace'), Type.Literal('scan')], {
      description: 'What found it: a trace of these two, or a scan of the model against many bases',
    }),
    verdict: Verdict,
    statistics: Type.Array(
      Type.Object({
        statistic: Type.String({ examples: ['csu'] }),
        variant: Type.String({ examples: ['phi_U'] }),
        log10PValue: Nullable(
          Type.Number({
            description:
              'Over all blocks; of csu-all and match-all the smallest, adjusted by Holm for all pairs of blocks; of a scan corrected for the bases it tested',
          }),
        ),
        validity: Type.String({ description: 'exact or empirical, see the result' }),
        agreeingFraction: Nullable(Type.Number({ description: 'Effect size' }), {
          description: 'null: of csu-all and match-all, which have one for each block',
        }),
        verdict: Nullable(Type.String(), { description: 'null: not decided by the corrected p-value' }),
        correctedFor: Nullable(Type.Integer(), {
          description:
            'Bases that the p-value is corrected for: csu by Holm, statistics of a trace by Bonferroni; null: not corrected for the number of pairs tested',
        }),
      }),
    ),
    direction: Type.Union(
      [Type.Literal('undecided'), Type.Literal('model-from-base'), Type.Literal('base-from-model')],
      {
        description:
          'Which of the two came first. Every statistic here is symmetric in the two models, and neither their roles in the ' +
          'request nor a model card is evidence: undecided unless a result holds evidence of direction, which so far none does',
      },
    ),
    evaluationId: Type.String({ format: 'uuid' }),
    url: Type.String({ format: 'uri-reference', description: 'Path of the evaluation with the whole protocol' }),
  },
  { title: 'LineageEdge' },
);

export const LineageGraph = Type.Object(
  {
    nodes: Type.Array(LineageNode, { description: 'The ends of the edges of this page' }),
    edges: Type.Array(LineageEdgeResource, { description: 'Newest first' }),
    nextCursor: Nullable(Type.String(), { description: 'null on the last page' }),
  },
  { title: 'LineageGraph' },
);
export type LineageGraph = Static<typeof LineageGraph>;

/** The edges of a page with their ends, each once. */
export function toLineageGraph({ items, nextCursor }: Page<LineageEdge>): LineageGraph {
  const nodes = new Map<string, LineageNode>();
  const nodeOf = (model: LineageModel): string => {
    const id = nodeId(model);
    const known = nodes.get(id);
    // As the base of a trace a model is known by less than by its own line.
    nodes.set(id, { ...model, id, perplexity: model.perplexity ?? known?.perplexity ?? null });
    return id;
  };
  const edges = items.map(({ task, model, base, verdict, statistics, evaluationId }) => ({
    ...{ model: nodeOf(model), base: nodeOf(base), task, verdict, statistics, direction: 'undecided' as const },
    ...{ evaluationId, url: evaluationPath(evaluationId) },
  }));
  return { nodes: [...nodes.values()], edges, nextCursor };
}

/** `model@commit`, and for an adapter or delta `over base`. */
function nodeId({ model, commit, weightType, weightsBase }: LineageModel): string {
  const at = commit === null ? model : `${model}@${commit}`;
  return weightType === 'original' ? at : `${at} (${weightType} over ${weightsBase})`;
}
