import { copyFile, mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const vocabSize = 50257;
const positions = 1024;
const d = 768;
const inner = 4 * d;

/** Uniform numbers of standard deviation 0.02, GPT-2's initialisation. */
const halfWidth = 0.02 * Math.sqrt(3);

/**
 * Writes a model of GPT-2 small's shape (124M parameters at 12 layers) with random float32 weights and the tokenizer of an
 * example model, whose ids are all in the vocabulary.
 */
export async function randomGpt2(options: {
  dir: string;
  layers: number;
  seed: number;
  tokenizerFrom: string;
}): Promise<void> {
  const { dir, layers, seed, tokenizerFrom } = options;
  await mkdir(dir, { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json'])
    await copyFile(join(tokenizerFrom, file), join(dir, file));
  await writeFile(
    join(dir, 'config.json'),
    JSON.stringify({
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      vocab_size: vocabSize,
      n_positions: positions,
      n_embd: d,
      n_layer: layers,
      n_head: 12,
      activation_function: 'gelu_new',
      layer_norm_epsilon: 1e-5,
      tie_word_embeddings: true,
    }),
  );
  await writeTensors(join(dir, 'model.safetensors'), tensors(layers), seed);
}

type Tensor = readonly [name: string, shape: readonly number[], kind: 'random' | 'ones' | 'zeros'];

function tensors(layers: number): Tensor[] {
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

async function writeTensors(path: string, list: readonly Tensor[], seed: number): Promise<void> {
  const header: Record<string, { dtype: 'F32'; shape: readonly number[]; data_offsets: [number, number] }> = {};
  let end = 0;
  for (const [name, shape] of list) {
    const begin = end;
    end += 4 * elements(shape);
    header[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
  }
  const text = JSON.stringify(header);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const file = await open(path, 'w');
  try {
    await file.write(Buffer.concat([length, padded]));
    const uniform = xorshift32(seed);
    for (const [, shape, kind] of list) {
      const values = new Float32Array(elements(shape));
      if (kind === 'ones') values.fill(1);
      if (kind === 'random') for (let i = 0; i < values.length; i++) values[i] = (2 * uniform() - 1) * halfWidth;
      await file.write(new Uint8Array(values.buffer));
    }
  } finally {
    await file.close();
  }
}

const elements = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

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
