import { useMutation } from '@tanstack/react-query';
import { client } from '../service/client.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { queryOf, type TableState } from './table-state.ts';

/** The rows that the filters leave, all of them, as CSV. By the client, which sends the key where one is needed. */
export function DownloadButton({ state }: { state: TableState }) {
  const download = useMutation({
    mutationFn: async () => {
      const stream = await client().exportLeaderboard({ ...queryOf(state), format: 'csv' });
      save(await new Response(stream).blob(), 'leaderboard.csv');
    },
  });
  return (
    <Button onClick={() => download.mutate()} disabled={download.isPending}>
      <Icon name="download" /> {download.isError ? 'Failed: again' : 'CSV'}
    </Button>
  );
}

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
