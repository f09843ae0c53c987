/** Statistics with a p-value for each pair of blocks: those whose null distribution can be looked at. */
export const calibratedStatistics = ['csu', 'csh', 'match'] as const;
export type CalibratedStatistic = (typeof calibratedStatistics)[number];
