import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import type { ModelSource } from '@model-trace/core/hub';
import { limits } from '../limits.ts';

/** Characters of a model card that say something; the least that the Open LLM Leaderboard takes. */
export const minCardChars = 200;

const readme = 'README.md';

interface Card {
  /** YAML between the first two lines of three dashes; empty without. */
  metadata: string;
  text: string;
}

/** Null when there is no README.md. Only text is read of it: no YAML of a stranger is interpreted. */
async function readCard(source: ModelSource): Promise<Card | null> {
  if (!source.files.has(readme)) return null;
  const text = (await source.readText(readme, { maxBytes: limits.cardBytes })).replace(/^\uFEFF/, '');
  const [, metadata = ''] = /^---[ \t]*\r?\n([\s\S]*?\r?\n)?---[ \t]*(?:\r?\n|$)/.exec(text) ?? [];
  const whole = /^---[ \t]*\r?\n(?:[\s\S]*?\r?\n)?---[ \t]*(?:\r?\n|$)/.exec(text)?.[0] ?? '';
  return { metadata, text: text.slice(whole.length).trim() };
}

/**
 * Whether a licence is stated: `license` in the metadata of the model card (a name, or a list of them), or a file of it.
 * @throws LICENSE_MISSING
 */
export async function requireLicense(source: ModelSource): Promise<string> {
  const card = await readCard(source);
  const [, name = '', item = ''] =
    /^license:[ \t]*(.*?)[ \t]*\r?$(?:\n[ \t]*-[ \t]+(.+?)[ \t]*\r?$)?/m.exec(card?.metadata ?? '') ?? [];
  const stated = [name, item].map((each) => each.replace(/^(["'])(.*)\1$/, '$2').replace(/\s#.*/, ''));
  const license = stated.find((each) => !/^(|null|~|none|\[\]|unknown)$/i.test(each.trim()));
  if (license !== undefined) return license.slice(0, 100);
  const file = [...source.files.keys()].find((path) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(path));
  if (file !== undefined) return file;
  throw new ModelTraceError('LICENSE_MISSING', `${source.id} does not say under which licence it is`, {
    fix: 'Add `license: <id>` to the metadata at the top of README.md (https://hf.co/docs/hub/repositories-licenses).',
  });
}

/** @throws MODEL_CARD_MISSING when there is none, or one that says next to nothing */
export async function requireModelCard(source: ModelSource): Promise<string> {
  const fix = `Describe the model in README.md, in at least ${minCardChars} characters besides the metadata.`;
  let card: Card | null;
  try {
    card = await readCard(source);
  } catch (caught) {
    if (toModelTraceError(caught).code !== 'FILE_TOO_LARGE') throw caught;
    return 'README.md';
  }
  if (card === null) throw new ModelTraceError('MODEL_CARD_MISSING', `${source.id} has no README.md`, { fix });
  const chars = card.text.length;
  if (chars >= minCardChars) return `README.md, ${chars} characters`;
  throw new ModelTraceError('MODEL_CARD_MISSING', `README.md of ${source.id} has ${chars} characters of text`, { fix });
}
