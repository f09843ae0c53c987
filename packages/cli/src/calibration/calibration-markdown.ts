import type { Calibration, NullSummary } from '@model-trace/core/tracing';

/** A null distribution as a section of Markdown; the plot lies beside it. */
export function calibrationMarkdown({
  statistic,
  variant,
  models,
  related,
  pairs,
  skipped,
  summary,
  seed,
}: Calibration): string {
  const rows = [
    ['same depth', summary.sameDepth],
    ['other depths', summary.otherDepth],
    ['all', summary.all],
  ].filter((row): row is [string, NullSummary] => row[1] !== null);
  const small = pairs.filter(({ log10PValue }) => log10PValue < Math.log10(0.05)).length;
  const groups =
    related.length === 0 ? '' : `, of which related: ${related.map((group) => group.join(', ')).join('; ')}`;
  return [
    `## ${statistic} (${variant})`,
    `![distribution of p and of K](${statistic}.svg)`,
    `Models: ${models.join(', ')}${groups}. Seed ${seed}. ${pairs.length} pairs of models; Fisher's combination over blocks of the same depth is below 0.05 in ${small}.`,
    [
      '| pairs of blocks | n | KS D | KS p (method) | p < 0.05 | p < 0.01 | p < 0.001 | mean K | largest K | design effect |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      ...rows.map(([name, one]) => `| ${[name, ...cells(one)].join(' | ')} |`),
    ].join('\n'),
    ...(skipped.length === 0
      ? []
      : [
          `Not traced: ${[...Map.groupBy(skipped, ({ code }) => code)]
            .map(([code, list]) => `${list.map(({ a, b }) => `${a} and ${b}`).join(', ')} (${code})`)
            .join('; ')}.`,
        ]),
  ].join('\n\n');
}

export const calibrationNotes = `Rates: share of block pairs below alpha, with the 95 % Clopper-Pearson interval that takes block pairs as independent, and after the slash
the one for as many independent trials as they are worth (n / design effect, from the correlation of p within pairs of models). What pairs of
models share through one common model is in neither, and the p of Kolmogorov and Smirnov takes all block pairs as independent: it is indicative.
K: units on which both rankings agree; its mean is 1 under a uniform permutation.`;

function cells({
  blockPairs,
  kolmogorovSmirnov,
  rejections,
  meanAgreeing,
  maxAgreeing,
  designEffect,
}: NullSummary): string[] {
  const interval = ([low, high]: readonly number[]) => `${low.toFixed(3)}–${high.toFixed(3)}`;
  return [
    String(blockPairs),
    kolmogorovSmirnov.d.toFixed(3),
    `${kolmogorovSmirnov.pValue.toPrecision(2)} (${kolmogorovSmirnov.method})`,
    ...rejections.map(
      (one) =>
        `${one.rate.toFixed(3)} (${interval(one.interval)}${one.clusteredInterval === null ? '' : ` / ${interval(one.clusteredInterval)}`})`,
    ),
    meanAgreeing.toFixed(2),
    String(maxAgreeing),
    designEffect === null ? 'not estimable' : designEffect.toFixed(2),
  ];
}
