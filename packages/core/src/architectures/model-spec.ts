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
  /** Factor on embedding rows (1 but for Gemma, Granite). */
  readonly embeddingScale: number;
  /** Learned absolute positions: tensor [>= contextLength + offset, hiddenSize]; position p is row p + offset. */
  readonly positionEmbedding: { readonly tensor: string; readonly offset: number } | null;
  readonly blocks: readonly BlockSpec[];
  readonly finalNorm: NormSpec;
  readonly head: HeadSpec;
}

export interface HeadSpec {
  /** Name of the tensor [vocabSize, hiddenSize]; the token embedding when tied. */
  readonly tensor: string;
  readonly tied: boolean;
  readonly bias: string | null;
}

/**
 * A matrix of a linear layer y = x W + b with `width` inputs and `units` outputs.
 * `in-out`: stored [inputs, outputs] (GPT-2's Conv1D); `out-in`: stored [outputs, inputs] (torch.nn.Linear).
 */
export interface MatrixRef {
  readonly tensor: string;
  readonly layout: 'in-out' | 'out-in';
  /** Only these rows [start, end) of the stored tensor (and of the bias) belong to it: fused `out-in` tensors. */
  readonly rows?: readonly [start: number, end: number];
  /** Name of the bias tensor [outputs]. */
  readonly bias?: string;
}

export interface NormSpec {
  /** layer: (x - mean) / sqrt(var + eps) * gain + bias; rms: x / sqrt(mean(x^2) + eps) * gain. */
  readonly kind: 'layer' | 'rms';
  readonly eps: number;
  /** Tensor [hiddenSize]. */
  readonly gain: string;
  readonly bias: string | null;
}

/** Rotation of query and key halves: element i of a head pairs with element i + dims/2 (the layout of transformers). */
export interface RotarySpec {
  /** Leading elements of a head that are rotated: headDim unless partial. */
  readonly dims: number;
  /** Radians per position [dims / 2]; rope scaling is already in it. */
  readonly inverseFrequencies: Float64Array;
  /** Factor on cosine and sine (1 unless the scaling has one). */
  readonly attentionFactor: number;
}

export interface AttentionSpec {
  readonly heads: number;
  /** Each serves heads / kvHeads query heads. */
  readonly kvHeads: number;
  readonly headDim: number;
  /** Factor on query-key products before the softmax. */
  readonly scale: number;
  readonly rotary: RotarySpec | null;
  readonly projections: AttentionProjections;
  readonly output: MatrixRef;
}

export type AttentionProjections =
  /** Outputs in the order queries, keys, values. */
  | { readonly kind: 'fused'; readonly queryKeyValue: MatrixRef }
  | { readonly kind: 'separate'; readonly query: MatrixRef; readonly key: MatrixRef; readonly value: MatrixRef };

/** gelu-tanh: 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))); gelu: x Phi(x); silu: x sigmoid(x). */
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

export interface BlockSpec {
  readonly index: number;
  /** sequential: h = x + attn(norm1 x), h + mlp(norm2 h); parallel: x + attn(norm1 x) + mlp(norm2 x). */
  readonly residual: 'sequential' | 'parallel';
  readonly attentionNorm: NormSpec;
  readonly attention: AttentionSpec;
  readonly mlpNorm: NormSpec;
  readonly mlp: MlpSpec;
}
