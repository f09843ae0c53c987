import type { Resume } from '../engine/index.ts';
import type { BlockResult } from '../results/index.ts';
import type { BlockPair } from './block-pair.ts';

/** Results of single blocks, which a trace that is taken over need not compute again. */
export interface KeptBlocks {
  get(name: string, pair: BlockPair): BlockResult | null;
  keep(name: string, result: BlockResult): Promise<void>;
  /** Writes those that are not written yet. */
  flush(): Promise<void>;
}

/** @param resume  the place of all that decides the results; without one nothing is kept */
export async function keptBlocks(resume: Resume | undefined): Promise<KeptBlocks> {
  const values = await resume?.values();
  const nameOf = (name: string, { block, baseBlock }: BlockPair) => `${name} ${baseBlock} ${block}`;
  return {
    get: (name, pair) => (values?.get(nameOf(name, pair)) as BlockResult | undefined) ?? null,
    async keep(name, result) {
      // JSON holds neither infinity nor -0; matchings are whole numbers.
      const { matchings: _, ...numbers } = result;
      const exact = Object.values(numbers).every((value) => Number.isFinite(value) && !Object.is(value, -0));
      if (exact) await values?.keep(nameOf(name, result), result);
    },
    flush: async () => values?.flush(),
  };
}
