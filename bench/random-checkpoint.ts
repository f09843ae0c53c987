import { copyFile, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Uniform numbers of standard deviation 0.02, the usual initialisation. */
const halfWidth = 0.02 * Math.sqrt(3);

interface CheckpointOptions {
  dir: string;
  layers: number;
  seed: number;
  /** A model whose tokenizer is copied; its ids are all in the vocabulary. */
  tokenizerFrom: string;
}

/** Writes a model of GPT-2 small's shape (124M parameters at 12 layers) with random float32 weights. */
export async function randomGpt2({ dir, layers, seed, tokenizerFrom }: CheckpointOptions): Promise<void> {
  await writeModel({ dir, tokenizerFrom }, gpt2Config(layers));
  await writeTensors(join(dir, 'model.safetensors'), {
    tensors: gpt2Tensors(layers),
    dtype: 'F32',
    fill: random(seed),
  });
}

export interface LlamaShape {
  layers: number;
  hiddenSize: number;
  heads: number;
  kvHeads: number;
  units: number;
  vocabSize: number;
  tied: boolean;
}

/** The shape of SmolLM2-135M. */
export const llama135m: Omit<LlamaShape, 'layers'> = {
  hiddenSize: 576,
  heads: 9,
  kvHeads: 3,
  units: 1536,
  vocabSize: 49152,
  tied: true,
};

/** Writes a model of Llama's architecture with random float32 weights. */
export async function randomLlama(options: CheckpointOptions & { shape: Omit<LlamaShape, 'layers'> }): Promise<void> {
  const { dir, layers, seed, tokenizerFrom } = options;
  const shape = { ...options.shape, layers };
  await writeModel({ dir, tokenizerFrom }, llamaConfig(shape));
  await writeTensors(join(dir, 'model.safetensors'), {
    tensors: llamaTensors(shape),
    dtype: 'F32',
    fill: random(seed),
  });
}

/**
 * Writes a model of Llama's architecture in BF16 whose file is one hole: of its whole size for every reader, of no size on
 * the disk. All weights are zero, so each token is as likely as another.
 */
export async function sparseLlama(options: { dir: string; shape: LlamaShape; tokenizerFrom: string }): Promise<void> {
  const { dir, shape, tokenizerFrom } = options;
  await writeModel({ dir, tokenizerFrom }, llamaConfig(shape));
  await writeTensors(join(dir, 'model.safetensors'), { tensors: llamaTensors(shape), dtype: 'BF16', fill: null });
}

/**
 * The same, but the up projections are random: all that csu reads. Each is the same rows of numbers, begun at another row, so that
 * blocks differ and two files of different seeds are independent.
 */
export async function upProjectionsLlama(options: {
  dir: string;
  shape: LlamaShape;
  tokenizerFrom: string;
  seed: number;
}): Promise<void> {
  const { dir, shape, tokenizerFrom, seed } = options;
  await writeModel({ dir, tokenizerFrom }, llamaConfig(shape));
  const path = join(dir, 'model.safetensors');
  const places = await writeTensors(path, { tensors: llamaTensors(shape), dtype: 'BF16', fill: null });
  const uniform = xorshift32(seed);
  const rows = new Uint16Array(shape.units * shape.hiddenSize);
  const one = new Float32Array(1);
  const bits = new Uint32Array(one.buffer);
  for (let i = 0; i < rows.length; i++) {
    one[0] = (uniform() + uniform() + uniform() - 1.5) * 2 * halfWidth;
    rows[i] = bits[0] >>> 16;
  }
  const file = await open(path, 'r+');
  try {
    for (let layer = 0; layer < shape.layers; layer++) {
      const at = places.get(`model.layers.${layer}.mlp.up_proj.weight`)!;
      const first = (layer * 337 * shape.hiddenSize) % rows.length;
      await file.write(new Uint8Array(rows.buffer, 2 * first), { position: at });
      await file.write(new Uint8Array(rows.buffer, 0, 2 * first), { position: at + 2 * (rows.length - first) });
    }
  } finally {
    await file.close();
  }
}

async function writeModel(
  { dir, tokenizerFrom }: { dir: string; tokenizerFrom: string },
  config: Record<string, unknown>,
): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    await copyFile(join(tokenizerFrom, file), join(dir, file));
  await writeFile(join(dir, 'config.json'), JSON.stringify(config));
}

type Tensor = readonly [name: string, shape: readonly number[], kind: 'random' | 'ones' | 'zeros'];

const gpt2 = { vocabSize: 50257, positions: 1024, d: 768, inner: 4 * 768 };

const gpt2Config = (layers: number) => ({
  architectures: ['GPT2LMHeadModel'],
  model_type: 'gpt2',
  vocab_size: gpt2.vocabSize,
  n_positions: gpt2.positions,
  n_embd: gpt2.d,
  n_layer: layers,
  n_head: 12,
  activation_function: 'gelu_new',
  layer_norm_epsilon: 1e-5,
  tie_word_embeddings: true,
});

function gpt2Tensors(layers: number): Tensor[] {
  const { vocabSize, positions, d, inner } = gpt2;
  const list: Tensor[] = [
    ['wte.weight', [vocabSize, d], 'random'],
    ['wpe.weight', [positions, d], 'random'],
  ];
  for (let i = 0; i < layers; i++) {
    list.push(
      [`h.${i}.ln_1.weight`, [d], 'ones'],
      [`h.${i}.ln_1.bias`, [d], 'zeros'],
      [`h.${i}.attn.c_attn.weight`, [d, 3 * d], 'random'],
      [`h.${i}.attn.c_attn.bias`, [3 * d], 'zeros'],
      [`h.${i}.attn.c_proj.weight`, [d, d], 'random'],
      [`h.${i}.attn.c_proj.bias`, [d], 'zeros'],
      [`h.${i}.ln_2.weight`, [d], 'ones'],
      [`h.${i}.ln_2.bias`, [d], 'zeros'],
      [`h.${i}.mlp.c_fc.weight`, [d, inner], 'random'],
      [`h.${i}.mlp.c_fc.bias`, [inner], 'zeros'],
      [`h.${i}.mlp.c_proj.weight`, [inner, d], 'random'],
      [`h.${i}.mlp.c_proj.bias`, [d], 'zeros'],
    );
  }
  list.push(['ln_f.weight', [d], 'ones'], ['ln_f.bias', [d], 'zeros']);
  return list;
}

const llamaConfig = ({ layers, hiddenSize, heads, kvHeads, units, vocabSize, tied }: LlamaShape) => ({
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: vocabSize,
  max_position_embeddings: 8192,
  hidden_size: hiddenSize,
  intermediate_size: units,
  num_hidden_layers: layers,
  num_attention_heads: heads,
  num_key_value_heads: kvHeads,
  hidden_act: 'silu',
  rms_norm_eps: 1e-5,
  rope_theta: 10_000,
  tie_word_embeddings: tied,
});

function llamaTensors({ layers, hiddenSize: d, heads, kvHeads, units, vocabSize, tied }: LlamaShape): Tensor[] {
  const keys = (d / heads) * kvHeads;
  const list: Tensor[] = [['model.embed_tokens.weight', [vocabSize, d], 'random']];
  for (let i = 0; i < layers; i++) {
    const name = (part: string) => `model.layers.${i}.${part}.weight`;
    list.push(
      [name('input_layernorm'), [d], 'ones'],
      [name('self_attn.q_proj'), [d, d], 'random'],
      [name('self_attn.k_proj'), [keys, d], 'random'],
      [name('self_attn.v_proj'), [keys, d], 'random'],
      [name('self_attn.o_proj'), [d, d], 'random'],
      [name('post_attention_layernorm'), [d], 'ones'],
      [name('mlp.gate_proj'), [units, d], 'random'],
      [name('mlp.up_proj'), [units, d], 'random'],
      [name('mlp.down_proj'), [d, units], 'random'],
    );
  }
  list.push(['model.norm.weight', [d], 'ones']);
  if (!tied) list.push(['lm_head.weight', [vocabSize, d], 'random']);
  return list;
}

interface WriteTensorsOptions {
  tensors: readonly Tensor[];
  dtype: 'F32' | 'BF16';
  /** Null: the file is a hole. */
  fill: ((values: Float32Array) => void) | null;
}

/** @returns where each tensor begins in the file */
async function writeTensors(
  path: string,
  { tensors: list, dtype, fill }: WriteTensorsOptions,
): Promise<Map<string, number>> {
  const header: Record<string, { dtype: string; shape: readonly number[]; data_offsets: [number, number] }> = {};
  let end = 0;
  for (const [name, shape] of list) {
    const begin = end;
    end += (dtype === 'F32' ? 4 : 2) * elements(shape);
    header[name] = { dtype, shape, data_offsets: [begin, end] };
  }
  const text = JSON.stringify(header);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const file = await open(path, 'w');
  try {
    await file.write(Buffer.concat([length, padded]));
    if (fill === null) await file.truncate(8 + padded.length + end);
    else {
      for (const [, shape, kind] of list) {
        const values = new Float32Array(elements(shape));
        if (kind === 'ones') values.fill(1);
        if (kind === 'random') fill(values);
        await file.write(new Uint8Array(values.buffer));
      }
    }
  } finally {
    await file.close();
  }
  return new Map(
    Object.entries(header).map(
      ([
        name,
        {
          data_offsets: [begin],
        },
      ]) => [name, 8 + padded.length + begin],
    ),
  );
}

const elements = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

function random(seed: number): (values: Float32Array) => void {
  const uniform = xorshift32(seed);
  return (values) => {
    for (let i = 0; i < values.length; i++) values[i] = (2 * uniform() - 1) * halfWidth;
  };
}

/** Marsaglia's xorshift (doi:10.18637/jss.v008.i14), numbers in (0, 1): fast, and the same file on every machine. */
export function xorshift32(seed: number): () => number {
  let state = (seed * 2654435761) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
