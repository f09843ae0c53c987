import './badge.css';

export type VerdictName = 'derived' | 'independent' | 'inconclusive';

/** What each verdict says, in a few words. */
export const verdictMeaning: Record<VerdictName, string> = {
  derived: 'p < 10^-6 and more than 10 % of the units agree',
  independent: 'No evidence of descent by this statistic',
  inconclusive: 'Either a small p-value or agreeing units, not both',
};

export function VerdictBadge({ verdict }: { verdict: VerdictName }) {
  return (
    <span className={`badge badge-${verdict}`} title={verdictMeaning[verdict]}>
      {verdict}
    </span>
  );
}
