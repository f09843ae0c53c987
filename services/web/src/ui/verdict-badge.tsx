import './badge.css';

export type VerdictName = 'derived' | 'independent' | 'inconclusive';

/** What each verdict says, in a few words. */
export const verdictMeaning: Record<VerdictName, string> = {
  derived: 'p < 10^-6 and more than 10 % of the units agree: a common origin, or both were initialised alike',
  independent: 'No evidence of dependence was found, which is no proof of independence',
  inconclusive: 'Nothing could be decided; the rule says why',
};

/** null: nothing was tested. */
export function VerdictBadge({ verdict }: { verdict: VerdictName | null }) {
  if (verdict === null) return <span className="badge">not tested</span>;
  return (
    <span className={`badge badge-${verdict}`} title={verdictMeaning[verdict]}>
      {verdict}
    </span>
  );
}
