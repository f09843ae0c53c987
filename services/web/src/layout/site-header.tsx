import { Link } from '@tanstack/react-router';
import mark from '../theme/mark.svg';
import { KeyButton } from './key-button.tsx';
import { ThemeButton } from './theme-button.tsx';

const pages = [
  ['/', 'Leaderboard'],
  ['/lineage', 'Lineage'],
  ['/compare', 'Compare'],
  ['/queue', 'Queue'],
  ['/submit', 'Submit'],
  ['/about', 'About'],
] as const;

export function SiteHeader({ keysRequired }: { keysRequired: boolean }) {
  return (
    <header className="site-header">
      <div className="site-header-row">
        <Link to="/" className="brand" activeOptions={{ exact: true }}>
          <img src={mark} alt="" width="28" height="28" />
          model-trace
        </Link>
        <nav className="site-nav" aria-label="Pages">
          <ul>
            {pages.map(([to, label]) => (
              <li key={to}>
                <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
                  {label}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="site-tools">
          {keysRequired && <KeyButton />}
          <ThemeButton />
        </div>
      </div>
    </header>
  );
}
