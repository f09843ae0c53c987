/** A pair of blocks that is compared: block of the base, block of the model. */
export interface BlockPair {
  baseBlock: number;
  block: number;
}
