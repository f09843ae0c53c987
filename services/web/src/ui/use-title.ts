import { useEffect } from 'react';
import { usePageConfig } from '../service/page-config.ts';

/** The title of the window: the page's own, then the leaderboard's. */
export function useTitle(title: string | null): void {
  const { title: site } = usePageConfig();
  useEffect(() => {
    document.title = title === null ? site : `${title} · ${site}`;
  }, [title, site]);
}
