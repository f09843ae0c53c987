/** A section of tokenizer.json: an object with a type, everything else still to be checked where it is used. */
export type Section = { readonly type?: unknown; readonly [key: string]: unknown };

/** The maker of a section's type. */
export function makerOf<Maker>(makers: Readonly<Record<string, Maker>>, { type }: Section, what: string): Maker {
  if (typeof type === 'string' && Object.hasOwn(makers, type)) return makers[type];
  throw new Error(`Unknown ${what} ${JSON.stringify(type)}`);
}

/** A list of sections, as a Sequence has it. */
export function sectionsOf(value: unknown): Section[] {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null)) return value;
  throw new Error(`Not a list of sections: ${JSON.stringify(value)?.slice(0, 100)}`);
}
