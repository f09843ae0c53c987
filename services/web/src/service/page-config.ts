import type { PageConfig } from '@model-trace/client';
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { client } from './client.ts';

/** What the operator says on the page. The service writes it into the document, so that nothing waits for it. */
export const pageConfigQuery = queryOptions({
  queryKey: ['page-config'],
  queryFn: () => client().pageConfig(),
  initialData: embeddedConfig,
  staleTime: Number.POSITIVE_INFINITY,
});

export function usePageConfig(): PageConfig {
  return useSuspenseQuery(pageConfigQuery).data as PageConfig;
}

function embeddedConfig(): PageConfig | undefined {
  const text = document.getElementById('config')?.textContent;
  return text ? (JSON.parse(text) as PageConfig) : undefined;
}
