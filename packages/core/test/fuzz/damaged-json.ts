import fc from 'fast-check';

/** Values that no honest file has where a number, a name or a list belongs. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    '',
    'x',
    [],
    {},
    [[]],
    [null],
    'a'.repeat(5_000),
    '__proto__',
    '\0',
    '\ud800',
  ),
  fc.constantFrom<unknown>(0, -1, 1, 0.5, 1e308, -1e308, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, 1e21, 4096, 2 ** 24),
  fc.integer(),
  fc.string({ maxLength: 20 }),
  fc.array(fc.oneof(fc.integer(), fc.string({ maxLength: 5 })), { maxLength: 5 }),
  fc.dictionary(fc.string({ maxLength: 5 }), fc.oneof(fc.integer(), fc.string({ maxLength: 5 })), { maxKeys: 3 }),
);

export interface Damage {
  /** Which place, as a share of all. */
  readonly at: number;
  readonly how: 'replace' | 'remove' | 'repeat' | 'rename';
  readonly value: unknown;
}

export const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  how: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'repeat', 'rename'),
  value: odd,
});

type Place = { holder: Record<string, unknown> | unknown[]; key: string };

/** The same tree with some of its nodes replaced, removed, repeated or under another name. */
export function damaged<T>(tree: T, damages: readonly Damage[]): T {
  const copy = structuredClone(tree);
  for (const { at, how, value } of damages) {
    const places = placesOf(copy);
    if (places.length === 0) break;
    apply(places[Math.floor(at * places.length)], how, value);
  }
  return copy;
}

function apply({ holder, key }: Place, how: Damage['how'], value: unknown): void {
  if (Array.isArray(holder)) {
    const index = Number(key);
    if (how === 'remove') holder.splice(index, 1);
    else if (how === 'repeat') holder.splice(index, 0, structuredClone(holder[index]));
    else holder[index] = value;
    return;
  }
  const had = holder[key];
  if (how === 'remove' || how === 'rename') delete holder[key];
  if (how === 'rename') holder[(JSON.stringify(value) ?? '').slice(0, 100)] = had;
  if (how === 'replace' || how === 'repeat') holder[key] = how === 'repeat' ? [had, had] : value;
}

/** Places of the first levels more often than the thousands of a vocabulary: at most 40 of one holder. */
function placesOf(node: unknown): Place[] {
  if (typeof node !== 'object' || node === null) return [];
  const holder = node as Record<string, unknown>;
  return Object.keys(holder)
    .slice(0, 40)
    .flatMap((key) => [{ holder, key }, ...placesOf(holder[key])]);
}
