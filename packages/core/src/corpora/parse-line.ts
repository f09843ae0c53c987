import { ModelTraceError } from '../errors.ts';

export interface LinePlace {
  readonly id: string;
  readonly field: string;
  /** From 1. */
  readonly line: number;
}

/** The text of one line of JSONL; null for a blank one. @throws CORPUS_INVALID naming the line */
export function parseLine(bytes: Uint8Array, { id, field, line }: LinePlace): string | null {
  const invalid = (what: string, cause?: unknown) =>
    new ModelTraceError('CORPUS_INVALID', `Line ${line} of the corpus ${JSON.stringify(id)} ${what}`, {
      cause,
      fix: `Each line must be a JSON object whose field ${JSON.stringify(field)} holds the text`,
      details: { line },
    });
  let json: string;
  try {
    json = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw invalid('is not UTF-8', cause);
  }
  if (json.trim() === '') return null;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw invalid('is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('is not a JSON object');
  const text: unknown = Object.hasOwn(value, field) ? value[field as keyof typeof value] : undefined;
  if (text === undefined) throw invalid(`has no field ${JSON.stringify(field)}`);
  if (typeof text !== 'string') throw invalid(`has no text in its field ${JSON.stringify(field)}`);
  return text;
}
