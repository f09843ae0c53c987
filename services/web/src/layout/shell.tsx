import { Outlet, useRouterState } from '@tanstack/react-router';
import { type MouseEvent, useEffect, useRef } from 'react';
import { usePageConfig } from '../service/page-config.ts';
import { OfflineNotice } from './offline-notice.tsx';
import './shell.css';
import { SiteFooter } from './site-footer.tsx';
import { SiteHeader } from './site-header.tsx';

/** What every page has around it. */
export function Shell() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const first = useRef(true);
  // A reader who follows a link begins at the new page, not where the link was.
  useEffect(() => {
    if (path === undefined) return;
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
  const skip = (event: MouseEvent) => {
    // The base element would make a link to #main lead to another page.
    event.preventDefault();
    main.current?.focus();
  };
  const { keysRequired } = usePageConfig();
  return (
    <>
      <button type="button" className="skip-link" onClick={skip}>
        Skip to the content
      </button>
      <SiteHeader keysRequired={keysRequired} />
      <OfflineNotice />
      <main ref={main} tabIndex={-1} className="page">
        <Outlet />
      </main>
      <SiteFooter />
    </>
  );
}
