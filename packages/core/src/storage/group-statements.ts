import { groupCalls } from '../group-calls.ts';
import { toDatabaseError } from './database.ts';

/**
 * One statement, or transaction, for all who ask at once (see groupCalls). Each has an outcome of its own: what PostgreSQL
 * refuses for all of them is run again for each alone.
 * @param run  all of `items` or, where it throws, none
 * @param keyOf  two of one key never meet in a statement, which would do once what was asked for twice
 */
export function groupStatements<Item, Answer>({
  run,
  keyOf,
  ...limits
}: {
  run: (items: readonly Item[]) => Promise<readonly Answer[]>;
  keyOf?: (item: Item) => string;
  most: number;
  atOnce?: number;
}): (item: Item) => Promise<Answer> {
  const alone = async (item: Item): Promise<Answer> => (await run([item]))[0];
  const work = async (items: Item[]): Promise<(Answer | Promise<Answer>)[]> => {
    const first = keyOf ? [...new Map(items.toReversed().map((item) => [keyOf(item), item])).values()] : items;
    try {
      const answers = await run(first);
      const byItem = new Map(first.map((item, i) => [item, answers[i]]));
      return items.map((item) => (byItem.has(item) ? byItem.get(item)! : alone(item)));
    } catch (caught) {
      // A statement that PostgreSQL refused stored nothing: whoever it was for, the others get what they would have had alone.
      // One that broke off may have stored all: nobody knows.
      if (items.length === 1 || toDatabaseError(caught).code === 'UNAVAILABLE') throw caught;
      return items.map(alone);
    }
  };
  return groupCalls({ ...limits, work });
}
