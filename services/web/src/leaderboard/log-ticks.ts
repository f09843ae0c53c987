const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9];

/** Round numbers from the smallest to the largest value for a logarithmic axis, at most so many, spread over it. */
export function logTicks([smallest, largest]: readonly [number, number], most: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(smallest)); power <= Math.ceil(Math.log10(largest)); power++)
    for (const step of steps) {
      const tick = Number(`${step}e${power}`);
      if (tick >= smallest && tick <= largest) ticks.push(tick);
    }
  const every = Math.ceil(ticks.length / Math.max(1, Math.floor(most)));
  return ticks.filter((_, index) => index % every === 0);
}
