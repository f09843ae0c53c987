import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import { type ModelCard, type ModelSource, readModelCard, statedLicense } from '@model-trace/core/hub';

/** Characters of a model card that say something; the least that the Open LLM Leaderboard takes. */
export const minCardChars = 200;

/**
 * Whether a licence is stated: `license` in the metadata of the model card (a name, or a list of them), or a file of it.
 * @throws LICENSE_MISSING
 */
export async function requireLicense(source: ModelSource): Promise<string> {
  const card = await readModelCard(source);
  const license = card && statedLicense(card);
  if (license !== null) return license;
  const file = [...source.files.keys()].find((path) => /^(licen[cs]e|copying)(\.\w+)?$/i.test(path));
  if (file !== undefined) return file;
  throw new ModelTraceError('LICENSE_MISSING', `${source.id} does not say under which licence it is`, {
    fix: 'Add `license: <id>` to the metadata at the top of README.md (https://hf.co/docs/hub/repositories-licenses).',
  });
}

/** @throws MODEL_CARD_MISSING when there is none, or one that says next to nothing */
export async function requireModelCard(source: ModelSource): Promise<string> {
  const fix = `Describe the model in README.md, in at least ${minCardChars} characters besides the metadata.`;
  let card: ModelCard | null;
  try {
    card = await readModelCard(source);
  } catch (caught) {
    if (toModelTraceError(caught).code !== 'FILE_TOO_LARGE') throw caught;
    return 'README.md';
  }
  if (card === null) throw new ModelTraceError('MODEL_CARD_MISSING', `${source.id} has no README.md`, { fix });
  const chars = card.text.length;
  if (chars >= minCardChars) return `README.md, ${chars} characters`;
  throw new ModelTraceError('MODEL_CARD_MISSING', `README.md of ${source.id} has ${chars} characters of text`, { fix });
}
