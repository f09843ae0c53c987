import type { LocalisedResult } from '../results/index.ts';
import { allBlockPairs } from './all-block-pairs.ts';
import { bestForm } from './best-form.ts';
import { localisedResult } from './localised-result.ts';
import { match, matchForms } from './match.ts';
import type { Statistic } from './statistic.ts';
import type { StatisticVariant } from './statistic-variant.ts';

const statistic = 'match-all';

/** match of every block of the model with every block of the base: which part came from which. */
export const matchAll: Statistic = {
  id: statistic,
  variants: match.variants.map((variant) => ({ ...variant, statistic })),
  async run(run) {
    const results: { result: LocalisedResult; form: StatisticVariant }[] = [];
    const forms = matchForms(run);
    for (const { variant, views } of forms) {
      const pairs = await allBlockPairs(run, views, statistic);
      const log10Forms = Math.log10(forms.length); // of each pair the p-value times the number of forms
      const blocks = pairs.map((pair) => ({ ...pair, log10PValue: Math.min(0, pair.log10PValue + log10Forms) }));
      const form = { ...variant, statistic } as const;
      results.push({ result: localisedResult({ ...run, variant: form, metric: views.metric, blocks }), form });
    }
    return { group: 'localised', result: bestForm(results, run) };
  },
};
