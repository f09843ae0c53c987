/**
 * The one description of a decoder that everything downstream works from: graphs, engine and tracing never look at
 * config.json or at an architecture's tensor names. An adapter (`gpt2.ts`, `llama.ts`) is a table that maps those onto this.
 */
export interface ModelSpec {
  /** `model_type` of config.json. */
  readonly modelType: string;
  readonly hiddenSize: number;
  /** Rows of the token embedding and of the head: token ids are below it. */
  readonly vocabSize: number;
  /** Longest sequence the model takes, tokens. */
  readonly contextLength: number;
  /** Name of the tensor [vocabSize, hiddenSize]. */
  readonly tokenEmbedding: string;
  /** Columns of the token embedding and of the head: hiddenSize but for the smallest OPTs. */
  readonly embeddingSize: number;
  /** Factor on embedding rows (1 but for Gemma, Granite). */
  readonly embeddingScale: number;
  /** From embeddingSize to hiddenSize, before positions are added (OPT); null when they are equal. */
  readonly embeddingProjection: MatrixRef | null;
  /** On the embedded tokens, before positions are added (BLOOM). */
  readonly embeddingNorm: NormSpec | null;
  /** Learned absolute positions: tensor [>= contextLength + offset, hiddenSize]; position p is row p + offset. */
  readonly positionEmbedding: { readonly tensor: string; readonly offset: number } | null;
  readonly blocks: readonly BlockSpec[];
  /** Null where each block ends with a norm of its own (GPT-1, OPT-350m). */
  readonly finalNorm: NormSpec | null;
  readonly head: HeadSpec;
}

/** logits = softCap * tanh(scale * (W x + b) / softCap), without the cap where it is null. */
export interface HeadSpec {
  /** Name of the tensor [vocabSize, embeddingSize]; the token embedding when tied. */
  readonly tensor: string;
  readonly tied: boolean;
  readonly bias: string | null;
  /** From hiddenSize to embeddingSize, between the final norm and the head (OPT). */
  readonly projection: MatrixRef | null;
  /** Factor on logits (1 but for Cohere, Granite). */
  readonly scale: number;
  readonly softCap: number | null;
}

/**
 * A matrix of a linear layer y = x W + b with `width` inputs and `units` outputs.
 * `in-out`: stored [inputs, outputs] (GPT-2's Conv1D); `out-in`: stored [outputs, inputs] (torch.nn.Linear).
 */
export interface MatrixRef {
  readonly tensor: string;
  readonly layout: 'in-out' | 'out-in';
  /**
   * Only these rows [start, end) of the stored tensor (and of the bias) belong to it: fused `out-in` tensors, and one
   * expert [e, e + 1) of a stack [experts, …].
   */
  readonly rows?: readonly [start: number, end: number];
  /** Name of the bias tensor [outputs]. */
  readonly bias?: string;
}

export interface NormSpec {
  /** layer: (x - mean) / sqrt(var + eps) * gain + bias; rms: x / sqrt(mean(x^2) + eps) * gain. */
  readonly kind: 'layer' | 'rms';
  readonly eps: number;
  /** Tensor [size]; null: all ones (OLMo). */
  readonly gain: string | null;
  /** Added to each stored gain: 1 for Gemma, whose files hold gain - 1. */
  readonly gainOffset: number;
  readonly bias: string | null;
}

/** A norm of queries or keys, before the rotation. */
export interface HeadNormSpec {
  readonly kind: NormSpec['kind'];
  readonly eps: number;
  readonly gainOffset: number;
  /** Elements normalised together: each head on its own, or all heads as one vector (OLMo 2). */
  readonly over: 'head' | 'all-heads';
  /**
   * One tensor: [headDim] shared by all heads, [heads, headDim] (`perHead`), or [heads * headDim] over all heads.
   * Several: one [headDim] for each head (StableLM).
   */
  readonly gains: readonly string[];
  /** The gain differs between heads. */
  readonly perHead: boolean;
  /** Tensor [headDim]. */
  readonly bias: string | null;
}

/** Rotation of pairs of elements of queries and keys by an angle proportional to the position. */
export interface RotarySpec {
  /** Leading elements of a head that are rotated: headDim unless partial. */
  readonly dims: number;
  /** halves: element i pairs with i + dims / 2 (most of transformers); interleaved: 2 i with 2 i + 1 (GPT-J, Cohere). */
  readonly pairing: 'halves' | 'interleaved';
  /** Radians per position [dims / 2]; rope scaling is already in it. */
  readonly inverseFrequencies: Float64Array;
  /** For sequences of more than `above` tokens, where a scaling depends on the length (longrope, dynamic). */
  readonly long: { readonly above: number; inverseFrequencies(length: number): Float64Array } | null;
  /** Factor on cosine and sine (1 unless the scaling has one). */
  readonly attentionFactor: number;
}

/**
 * Attention with linear biases: slope_h * j is added to the scaled product of head h with the key at position j. Softmax
 * does not see what all keys of a query share, so this equals -slope_h * distance. Source: Press et al., arXiv 2108.12409.
 */
export interface AlibiSpec {
  /** [heads] */
  readonly slopes: Float64Array;
  /** Number format in which transformers rounds slope * j before it is used. */
  readonly roundedTo: 'float32' | 'bfloat16';
  /** Factor applied after rounding: Falcon scales biases together with the products. */
  readonly scale: number;
}

export interface AttentionSpec {
  readonly heads: number;
  /** Each serves heads / kvHeads query heads. */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Factor on query-key products before the softmax. */
  readonly scale: number;
  readonly rotary: RotarySpec | null;
  readonly alibi: AlibiSpec | null;
  /** Keys that a query sees: the last `window` tokens, itself included; null: all before it. */
  readonly window: number | null;
  /** Scaled products s become softCap * tanh(s / softCap) (Gemma 2). */
  readonly softCap: number | null;
  /** Queries, keys and values are clipped to [-clip, clip] (MPT, OLMo). */
  readonly clip: number | null;
  readonly queryNorm: HeadNormSpec | null;
  readonly keyNorm: HeadNormSpec | null;
  /** Tensor [heads]: a logit in each softmax that belongs to no key (gpt-oss). */
  readonly sinks: string | null;
  readonly projections: AttentionProjections;
  readonly output: MatrixRef;
}

export type AttentionProjections =
  /**
   * One matrix whose outputs are `groups` equal groups, each with its share of the heads in the order of `parts`.
   * GPT-2: one group, query key value; GPT-NeoX: a group for each head; Falcon 40b: a group for each key head.
   */
  | {
      readonly kind: 'fused';
      readonly queryKeyValue: MatrixRef;
      readonly groups: number;
      readonly parts: readonly ['query', 'key', 'value'] | readonly ['query', 'value', 'key'];
    }
  | { readonly kind: 'separate'; readonly query: MatrixRef; readonly key: MatrixRef; readonly value: MatrixRef };

/**
 * gelu-tanh: 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))); gelu: x Phi(x); gelu-quick: x sigmoid(1.702 x);
 * silu: x sigmoid(x).
 */
export type Activation = 'gelu-tanh' | 'gelu' | 'gelu-quick' | 'relu' | 'relu-squared' | 'silu';

export interface MlpSpec {
  /** plain: down(act(up(x))); gated: down(act(gate(x)) * up(x)). */
  readonly kind: 'plain' | 'gated';
  /** Hidden units. */
  readonly units: number;
  readonly activation: Activation;
  readonly up: MatrixRef;
  readonly gate?: MatrixRef;
  readonly down: MatrixRef;
  /** Gain of the norm whose output feeds `up` and `gate`: folding it in gives the weights a rotation cannot hide. */
  readonly preNormGain?: string;
}

/**
 * One expert: an MLP whose gate and up projection may be one matrix.
 * gated: down(act(min(gate, limit)) * (clamp(up, -limit, limit) + upOffset)).
 */
export interface ExpertSpec {
  readonly projections:
    | { readonly kind: 'separate'; readonly gate: MatrixRef; readonly up: MatrixRef }
    /** 2 * units outputs: all gates, then all ups; or gate and up of a unit side by side. */
    | { readonly kind: 'fused'; readonly gateUp: MatrixRef; readonly order: 'halves' | 'interleaved' };
  readonly down: MatrixRef;
}

/**
 * Mixture of experts: each token goes through the `perToken` experts with the largest router logits; their outputs are
 * added up with the weights softmax(logits), `normalized` to a sum of 1 over the chosen ones.
 */
export interface ExpertsSpec {
  readonly kind: 'experts';
  /** Hidden units of one expert. */
  readonly units: number;
  readonly activation: Activation;
  readonly limit: number | null;
  readonly upOffset: number;
  /** From hiddenSize to one logit for each expert. */
  readonly router: MatrixRef;
  readonly perToken: number;
  readonly normalized: boolean;
  readonly experts: readonly ExpertSpec[];
  /** An MLP that every token passes, weighted by sigmoid(gate(x)) where it has a gate (Qwen 2 MoE). */
  readonly shared: { readonly mlp: MlpSpec; readonly gate: MatrixRef | null } | null;
}

/** Norms of one half of a block. x -> sum(x + output(f(input(x)))), each the identity where null. */
export interface HalfNorms {
  readonly input: NormSpec | null;
  /** Gemma 2, OLMo 2. */
  readonly output: NormSpec | null;
  /** GPT-1, OPT-350m: norms after the residual is added. */
  readonly sum: NormSpec | null;
}

export interface BlockSpec {
  readonly index: number;
  /** sequential: h = x + attn(norm1 x), h + mlp(norm2 h); parallel: x + attn(norm1 x) + mlp(norm2 x). */
  readonly residual: 'sequential' | 'parallel';
  /** What a half adds its output to: the stream, or the output of its input norm (BLOOM's option). */
  readonly residualFrom: 'stream' | 'input-norm';
  /** Factor on what each half adds (1 but for Granite). */
  readonly residualScale: number;
  readonly attentionNorms: HalfNorms;
  readonly attention: AttentionSpec;
  /** Its `input` is the same object as that of `attentionNorms` where one norm feeds both halves of a parallel block. */
  readonly mlpNorms: HalfNorms;
  readonly mlp: MlpSpec | ExpertsSpec;
}
