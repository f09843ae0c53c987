import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Shell } from './layout/shell.tsx';
import { readTableState } from './leaderboard/table-state.ts';
import { leaderboardQuery } from './leaderboard/use-leaderboard.ts';
import { NotFoundPage } from './not-found/not-found-page.tsx';
import { appBase } from './service/app-base.ts';
import { queryClient } from './service/query-client.ts';
import { ErrorPanel } from './ui/error-panel.tsx';
import { PageSkeleton } from './ui/page-skeleton.tsx';

/** The query of an address as it stands there: every value is text, and each page reads its own. */
export type Search = Record<string, string | undefined>;

const rootRoute = createRootRoute({
  component: Shell,
  notFoundComponent: NotFoundPage,
  errorComponent: ({ error, reset }) => <ErrorPanel error={error} onRetry={reset} />,
  validateSearch: (search): Search => search as Search,
});
const getParentRoute = () => rootRoute;

// Paths here are those of paths.ts, which the service answers with the page.
const routeTree = rootRoute.addChildren([
  createRoute({
    ...{ getParentRoute, path: '/' },
    // Rows and the code that shows them come at the same time. What goes wrong shows when the page asks itself.
    loader: ({ location }) => {
      void queryClient.prefetchInfiniteQuery(leaderboardQuery(readTableState(location.search)));
    },
    component: lazyRouteComponent(() => import('./leaderboard/leaderboard-page.tsx'), 'LeaderboardPage'),
  }),
  createRoute({
    ...{ getParentRoute, path: '/evaluations/$id' },
    component: lazyRouteComponent(() => import('./evaluation/evaluation-page.tsx'), 'EvaluationPage'),
  }),
  // A scan is an evaluation of another kind: the same page, by the name that it is submitted under.
  createRoute({
    ...{ getParentRoute, path: '/scans/$id' },
    component: lazyRouteComponent(() => import('./evaluation/evaluation-page.tsx'), 'EvaluationPage'),
  }),
  createRoute({
    ...{ getParentRoute, path: '/compare' },
    component: lazyRouteComponent(() => import('./compare/compare-page.tsx'), 'ComparePage'),
  }),
  createRoute({
    ...{ getParentRoute, path: '/models/$' },
    component: lazyRouteComponent(() => import('./model/model-page.tsx'), 'ModelPage'),
  }),
  createRoute({
    ...{ getParentRoute, path: '/lineage' },
    component: lazyRouteComponent(() => import('./lineage/lineage-page.tsx'), 'LineagePage'),
  }),
  createRoute({
    ...{ getParentRoute, path: '/submit' },
    component: lazyRouteComponent(() => import('./submit/submit-page.tsx'), 'SubmitPage'),
  }),
  createRoute({
    ...{ getParentRoute, path: '/queue' },
    component: lazyRouteComponent(() => import('./queue/queue-page.tsx'), 'QueuePage'),
  }),
  createRoute({
    ...{ getParentRoute, path: '/about' },
    component: lazyRouteComponent(() => import('./about/about-page.tsx'), 'AboutPage'),
  }),
]);

export const router = createRouter({
  routeTree,
  basepath: appBase.pathname,
  defaultPreload: 'intent',
  defaultPendingComponent: PageSkeleton,
  defaultPendingMs: 150,
  scrollRestoration: true,
  parseSearch: (text): Search => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch(search) {
    const given = Object.entries(search as Search).filter((entry): entry is [string, string] => Boolean(entry[1]));
    // Commas and slashes may stand in a query as they are, and names of models are read by people.
    const text = new URLSearchParams(given).toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
    return text === '' ? '' : `?${text}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
