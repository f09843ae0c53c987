/**
 * Largest sizes that config.json may state, so that a hostile or broken one fails on a clear message and not on memory.
 * Each is several times what the largest published model has.
 */
export const limits = {
  /** Llama 3.1 405B: 16,384. */
  hiddenSize: 2 ** 18,
  /** Llama 3.1 405B: 53,248; BLOOM: 57,344. */
  units: 2 ** 20,
  /** Llama 3.1 405B: 126. */
  blocks: 2 ** 12,
  heads: 2 ** 14,
  headDim: 2 ** 14,
  /** Kimi K2: 384 in a block. */
  experts: 2 ** 12,
  /** Kimi K2: 23,040. Each is described on its own. */
  expertsOfAllBlocks: 2 ** 16,
  /** Norms that belong to one head: StableLM 2 12B, 1,600. Each is a tensor of its own. */
  headNormsOfAllBlocks: 2 ** 16,
  /** Gemma 3: 262,208. */
  vocabulary: 2 ** 24,
  /** Llama 4 Scout: 10,485,760. */
  context: 2 ** 28,
} as const;
