/** Lets so many at a time hold something, the others in the order they came. */
export interface Turns {
  /** @param hold  is told what to call when it holds it no more; at its end it does not in any case */
  take<Result>(hold: (done: () => void) => Promise<Result>): Promise<Result>;
}

export function turns(count: number): Turns {
  const waiting: (() => void)[] = [];
  let free = count;
  return {
    async take(hold) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let isDone = false;
      const done = () => {
        if (isDone) return;
        isDone = true;
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      };
      try {
        return await hold(done);
      } finally {
        done();
      }
    },
  };
}
