import type { TensorInfo } from '../weights/checkpoint.ts';
import type {
  AttentionSpec,
  BlockSpec,
  HalfNorms,
  HeadNormSpec,
  MatrixRef,
  ModelSpec,
  NormSpec,
} from './model-spec.ts';

/**
 * What the indices of one dimension of a stored tensor count.
 * residual: coordinates of the stream; units: hidden units of the block's MLP (of each expert of it); gate-up-halves,
 * gate-up-interleaved: 2 m outputs, the gates of all units and then their ups, or both of a unit side by side;
 * fixed: anything else.
 */
export type AxisRole = 'residual' | 'units' | 'gate-up-halves' | 'gate-up-interleaved' | 'fixed';

/** One parameter of a model: a stored tensor, or the rows of it that belong together. */
export interface ModelParameter {
  /** Names the place in the model, whatever its tensors are called: `blocks.3.mlp.up.weight`. */
  readonly key: string;
  readonly tensor: string;
  /** Rows [start, end) of the first dimension; absent: all. */
  readonly rows?: readonly [start: number, end: number];
  /** One for each dimension of the stored tensor. */
  readonly axes: readonly AxisRole[];
  /** Null outside of blocks. */
  readonly block: number | null;
}

/**
 * Every parameter that the model computes with, and what its dimensions count. A tensor that serves twice (a tied head, a
 * norm that feeds both halves) appears twice.
 * @param tensors  of the checkpoint, for their dimensions: experts may be stacked along one of their own
 */
export function modelParameters({
  spec,
  tensors,
}: {
  spec: ModelSpec;
  tensors: ReadonlyMap<string, TensorInfo>;
}): ModelParameter[] {
  // A narrower embedding is a space of its own, between the vocabulary and the stream.
  const embedding: AxisRole = spec.embeddingSize === spec.hiddenSize ? 'residual' : 'fixed';
  const { positionEmbedding, head } = spec;
  const add = adder(tensors, null);
  return [
    ...add.tensor('embedding', spec.tokenEmbedding, ['fixed', embedding]),
    ...add.matrix('embedding.projection', spec.embeddingProjection, { inputs: 'fixed', outputs: 'residual' }),
    ...add.norm('embedding.norm', spec.embeddingNorm),
    ...add.tensor('positions', positionEmbedding?.tensor ?? null, ['fixed', 'residual']),
    ...spec.blocks.flatMap((block) => blockParameters(tensors, block)),
    ...add.norm('final.norm', spec.finalNorm),
    ...add.matrix('head.projection', head.projection, { inputs: 'residual', outputs: 'fixed' }),
    ...add.tensor('head.weight', head.tensor, ['fixed', embedding]),
    ...add.tensor('head.bias', head.bias, ['fixed']),
  ];
}

function blockParameters(tensors: ReadonlyMap<string, TensorInfo>, block: BlockSpec): ModelParameter[] {
  const add = adder(tensors, block.index);
  const { mlp } = block;
  const into = { inputs: 'residual', outputs: 'units' } as const;
  const out = { inputs: 'units', outputs: 'residual' } as const;
  const within = `blocks.${block.index}`;
  const parts = [
    ...halfNorms(add, `${within}.attention`, block.attentionNorms),
    ...attentionParameters(add, `${within}.attention`, block.attention),
    ...halfNorms(add, `${within}.mlp`, block.mlpNorms),
  ];
  if (mlp.kind !== 'experts') {
    return [
      ...parts,
      ...add.matrix(`${within}.mlp.gate`, mlp.gate ?? null, into),
      ...add.matrix(`${within}.mlp.up`, mlp.up, into),
      ...add.matrix(`${within}.mlp.down`, mlp.down, out),
    ];
  }
  // The expert that every token passes has a number of units of its own: they keep their places.
  const sharedInto = { inputs: 'residual', outputs: 'fixed' } as const;
  const { shared } = mlp;
  return [
    ...parts,
    ...add.matrix(`${within}.router`, mlp.router, sharedInto),
    ...mlp.experts.flatMap(({ projections, down }, index) => {
      const expert = `${within}.experts.${index}`;
      const incoming =
        projections.kind === 'separate'
          ? [
              ...add.matrix(`${expert}.gate`, projections.gate, into),
              ...add.matrix(`${expert}.up`, projections.up, into),
            ]
          : add.matrix(`${expert}.gateUp`, projections.gateUp, {
              inputs: 'residual',
              outputs: projections.order === 'halves' ? 'gate-up-halves' : 'gate-up-interleaved',
            });
      return [...incoming, ...add.matrix(`${expert}.down`, down, out)];
    }),
    ...add.matrix(`${within}.shared.gate`, shared?.mlp.gate ?? null, sharedInto),
    ...add.matrix(`${within}.shared.up`, shared?.mlp.up ?? null, sharedInto),
    ...add.matrix(`${within}.shared.down`, shared?.mlp.down ?? null, { inputs: 'fixed', outputs: 'residual' }),
    ...add.matrix(`${within}.shared.weight`, shared?.gate ?? null, sharedInto),
  ];
}

function attentionParameters(add: Adder, within: string, attention: AttentionSpec): ModelParameter[] {
  const { projections, output, queryNorm, keyNorm, sinks } = attention;
  const into = { inputs: 'residual', outputs: 'fixed' } as const;
  const headNorm = (key: string, norm: HeadNormSpec | null) => [
    ...(norm?.gains ?? []).flatMap((gain, head) => add.tensor(`${key}.gain.${head}`, gain, 'fixed')),
    ...add.tensor(`${key}.bias`, norm?.bias ?? null, 'fixed'),
  ];
  return [
    ...(projections.kind === 'fused'
      ? add.matrix(`${within}.queryKeyValue`, projections.queryKeyValue, into)
      : [
          ...add.matrix(`${within}.query`, projections.query, into),
          ...add.matrix(`${within}.key`, projections.key, into),
          ...add.matrix(`${within}.value`, projections.value, into),
        ]),
    ...headNorm(`${within}.queryNorm`, queryNorm),
    ...headNorm(`${within}.keyNorm`, keyNorm),
    ...add.tensor(`${within}.sinks`, sinks, 'fixed'),
    ...add.matrix(`${within}.output`, output, { inputs: 'fixed', outputs: 'residual' }),
  ];
}

function halfNorms(add: Adder, within: string, { input, output, sum }: HalfNorms): ModelParameter[] {
  return [
    ...add.norm(`${within}.norm`, input),
    ...add.norm(`${within}.outputNorm`, output),
    ...add.norm(`${within}.sumNorm`, sum),
  ];
}

type Adder = ReturnType<typeof adder>;

function adder(tensors: ReadonlyMap<string, TensorInfo>, block: number | null) {
  const rank = (tensor: string, otherwise: number) => tensors.get(tensor)?.shape.length ?? otherwise;
  const tensor = (
    key: string,
    name: string | null,
    axes: readonly AxisRole[] | 'fixed',
    rows?: ModelParameter['rows'],
  ): ModelParameter[] => {
    if (name === null) return [];
    const roles = axes === 'fixed' ? Array.from({ length: rank(name, 1) }, () => 'fixed' as const) : axes;
    // A stack of experts has one dimension more than the layer of one of them.
    const stacked = Array.from(
      { length: Math.max(0, rank(name, roles.length) - roles.length) },
      () => 'fixed' as const,
    );
    return [{ key, tensor: name, axes: [...stacked, ...roles], block, ...(rows === undefined ? {} : { rows }) }];
  };
  const norm = (key: string, spec: NormSpec | null) => [
    ...tensor(`${key}.gain`, spec?.gain ?? null, ['residual']),
    ...tensor(`${key}.bias`, spec?.bias ?? null, ['residual']),
  ];
  const matrix = (key: string, ref: MatrixRef | null, { inputs, outputs }: { inputs: AxisRole; outputs: AxisRole }) => {
    if (ref === null) return [];
    const axes = ref.layout === 'in-out' ? [inputs, outputs] : [outputs, inputs];
    return [
      ...tensor(`${key}.weight`, ref.tensor, axes, ref.rows),
      ...tensor(`${key}.bias`, ref.bias ?? null, [outputs], ref.rows),
    ];
  };
  return { tensor, norm, matrix };
}
