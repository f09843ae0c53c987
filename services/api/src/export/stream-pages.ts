import { Readable } from 'node:stream';
import type { Page } from '@model-trace/core/storage';
import { limits } from '../limits.ts';

/**
 * Rows as text, read page by page while they are sent, as fast as the client takes them: memory stays at one page. The
 * first page is read before this resolves: a bad cursor or an absent database is still an error response, not a cut
 * stream. What fails later cuts it, so that nobody takes a part for the whole.
 * @param limit  rows at most; all when undefined
 */
export async function streamPages<Row>(
  read: (page: { cursor?: string; limit: number }) => Promise<Page<Row>>,
  options: { cursor?: string; limit?: number; head?: string; write: (row: Row) => string },
): Promise<Readable> {
  const { limit = Number.POSITIVE_INFINITY, head = '', write } = options;
  const pageAfter = (cursor: string | undefined, wanted: number) =>
    read({ cursor, limit: Math.min(wanted, limits.exportPageItems) });
  const first = await pageAfter(options.cursor, limit);
  async function* records() {
    if (head !== '') yield head;
    let page = first;
    for (let left = limit; ; ) {
      if (page.items.length > 0) yield page.items.map(write).join('');
      left -= page.items.length;
      if (page.nextCursor === null || left <= 0) return;
      page = await pageAfter(page.nextCursor, left);
    }
  }
  return Readable.from(records());
}
