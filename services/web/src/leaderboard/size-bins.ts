/** Sizes of models by which a leaderboard is filtered, in parameters: from the first number, below the second. */
export const sizeBins = {
  'under-100m': { label: 'Under 100 M', from: 0, below: 100e6 },
  '100m-1b': { label: '100 M to 1 B', from: 100e6, below: 1e9 },
  '1b-4b': { label: '1 B to 4 B', from: 1e9, below: 4e9 },
  '4b-10b': { label: '4 B to 10 B', from: 4e9, below: 10e9 },
  '10b-40b': { label: '10 B to 40 B', from: 10e9, below: 40e9 },
  'over-40b': { label: '40 B and more', from: 40e9, below: null },
} as const;
export type SizeBin = keyof typeof sizeBins;
