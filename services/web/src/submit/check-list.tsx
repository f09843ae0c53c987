import type { Evaluation } from '@model-trace/client';
import { Icon, type IconName } from '../ui/icon.tsx';
import './check-list.css';

type Check = NonNullable<Evaluation['checks']>[number];

const icons: Record<Check['outcome'], IconName> = {
  passed: 'check',
  warned: 'warning',
  failed: 'close',
  skipped: 'minus',
};

/** What the service found out about a submission, check by check. */
export function CheckList({ checks, stale = false }: { checks: readonly Check[]; stale?: boolean }) {
  return (
    <ul className="check-list" aria-busy={stale}>
      {checks.map(({ check, title, outcome, detail, fix }) => (
        <li key={check} className={`check-${outcome}`}>
          <Icon name={icons[outcome]} />
          <div>
            <p>
              {title} <span className="visually-hidden">{outcome}</span>
            </p>
            <p className="check-detail">{detail}</p>
            {fix && outcome !== 'passed' && <p className="check-detail check-fix">{fix}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
