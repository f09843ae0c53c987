import type { StatisticId } from '../results/index.ts';
import { csh } from './csh.ts';
import { csu } from './csu.ts';
import { csuAll } from './csu-all.ts';
import { cos } from './distances/cos.ts';
import { jsd } from './distances/jsd.ts';
import { l2 } from './distances/l2.ts';
import { modeConnectivity } from './distances/mode-connectivity.ts';
import { match } from './match.ts';
import { matchAll } from './match-all.ts';
import { embedding } from './similarities/embedding.ts';
import { qk } from './similarities/qk.ts';
import type { Statistic } from './statistic.ts';

/**
 * The one registry of statistics: a trace runs those that were asked for, in this order. Adding one is adding an entry (its id
 * to `StatisticId`, and what it needs to `statistic-needs.ts`).
 */
export const statistics: { readonly [Id in StatisticId]: Statistic } = {
  csu,
  csh,
  match,
  'csu-all': csuAll,
  'match-all': matchAll,
  l2,
  cos,
  jsd,
  'mode-connectivity': modeConnectivity,
  qk,
  embedding,
};
