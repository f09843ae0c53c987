interface Waiting<Item, Answer> {
  item: Item;
  resolve(answer: Answer | Promise<Answer>): void;
  reject(reason: unknown): void;
}

/**
 * One call for many: what is asked while `atOnce` calls are under way waits, and goes together when one of them ends. Whoever
 * asks alone waits for nobody; the more ask at once, the larger the groups, and the less each of them costs.
 * @param work  answers of `items`, or promises of them, in their order; what it throws is thrown to all of them
 * @param most  items of one call
 */
export function groupCalls<Item, Answer>({
  work,
  most,
  atOnce = 1,
}: {
  work: (items: Item[]) => Promise<readonly (Answer | Promise<Answer>)[]>;
  most: number;
  atOnce?: number;
}): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = [];
  let underWay = 0;
  let scheduled = false;

  const run = async (group: Waiting<Item, Answer>[]): Promise<void> => {
    underWay++;
    try {
      const answers = await work(group.map(({ item }) => item));
      for (const [index, { resolve }] of group.entries()) resolve(answers[index]);
    } catch (reason) {
      for (const { reject } of group) reject(reason);
    } finally {
      underWay--;
      start();
    }
  };
  const start = (): void => {
    while (waiting.length > 0 && underWay < atOnce) void run(waiting.splice(0, most));
  };

  return (item) =>
    new Promise<Answer>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (scheduled) return;
      scheduled = true;
      // What arrived with the same turn of the event loop goes together.
      setImmediate(() => {
        scheduled = false;
        start();
      });
    });
}
