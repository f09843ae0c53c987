/** The items of all pages, one page after the other. */
export async function* pages<Item>(
  page: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>,
): AsyncGenerator<Item, void, undefined> {
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { items, nextCursor } = await page(cursor);
    yield* items;
    cursor = nextCursor;
  }
}
