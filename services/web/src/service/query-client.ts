import { QueryClient } from '@tanstack/react-query';

/** The client of the API repeats what may be repeated; a failure that arrives here is one to show. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, staleTime: 15_000, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});
