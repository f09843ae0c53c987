import { serviceUrl } from '../service/app-base.ts';

export function SiteFooter() {
  return (
    <footer className="site-footer">
      <div className="site-footer-row">
        <p>Every number here comes with the protocol that produced it.</p>
        <ul>
          <li>
            <a href={serviceUrl('docs')}>API</a>
          </li>
          <li>
            <a href={serviceUrl('v1/leaderboard')}>Leaderboard as JSON</a>
          </li>
          <li>
            <a href={serviceUrl('openapi.json')}>OpenAPI</a>
          </li>
        </ul>
      </div>
    </footer>
  );
}
