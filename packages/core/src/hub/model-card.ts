import type { ModelSource } from './model-source.ts';

/** Model cards of published models are under 200 kB. */
const maxCardBytes = 2 * 1024 * 1024;
const readme = 'README.md';
const longestLicense = 100;

export interface ModelCard {
  /** YAML between the first two lines of three dashes; empty without. */
  metadata: string;
  text: string;
}

/**
 * The card of a model at its commit; null when there is no README.md. Only text is read of it: no YAML of a stranger is interpreted.
 * @throws FILE_TOO_LARGE, and what reading it throws
 */
export async function readModelCard(source: ModelSource): Promise<ModelCard | null> {
  if (!source.files.has(readme)) return null;
  const text = (await source.readText(readme, { maxBytes: maxCardBytes })).replace(/^\uFEFF/, '');
  const [whole = '', metadata = ''] = /^---[ \t]*\r?\n([\s\S]*?\r?\n)?---[ \t]*(?:\r?\n|$)/.exec(text) ?? [];
  return { metadata, text: text.slice(whole.length).trim() };
}

/**
 * The licence that a card states, as the Hub names it: `license` of the metadata (a name, or the first of a list), or `license_name`
 * where that is `other` (https://hf.co/docs/hub/repositories-licenses). Null: none is stated.
 */
export function statedLicense({ metadata }: ModelCard): string | null {
  const license = valuesOf(metadata, 'license').find((each) => !/^(|null|~|none|\[\]|unknown)$/i.test(each));
  if (license === undefined) return null;
  const named = license.toLowerCase() === 'other' ? valuesOf(metadata, 'license_name')[0] || license : license;
  return named.slice(0, longestLicense);
}

/**
 * The licence of a model as its card states it. Null: none is stated, or the card could not be read, which is no reason to lose a
 * measurement; it never rejects.
 */
export async function licenseOf(source: ModelSource): Promise<string | null> {
  try {
    const card = await readModelCard(source);
    return card && statedLicense(card);
  } catch {
    return null;
  }
}

/** What stands at a key of the first level, then what its first line of a list says. Linear in the text, whatever it is. */
function valuesOf(metadata: string, key: string): string[] {
  const [, name = '', item = ''] = new RegExp(`^${key}:(.*)\\r?\\n?(?:[ \\t]*-[ \\t](.*))?`, 'm').exec(metadata) ?? [];
  return [name, item].map((each) =>
    each
      .replace(/(^|\s)#.*/, '')
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .trim(),
  );
}
