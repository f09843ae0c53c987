import { ModelTraceError } from '@model-trace/core/errors';
import { readTextFile } from './options.ts';

/** Ids are stored as int32. */
const maxTokenId = 2 ** 31 - 1;

/**
 * Sequences of token ids from a JSON array of arrays.
 * @throws USAGE when the file cannot be read, TRACE_TOKENS_INVALID when it holds anything else
 */
export function readTokenFile(path: string): Int32Array[] {
  const invalid = (what: string, cause?: unknown) =>
    new ModelTraceError('TRACE_TOKENS_INVALID', `${path}: ${what}`, {
      cause,
      fix: 'Write a JSON array of arrays of token ids, for example [[1,2,3],[4,5]].',
    });
  let sequences: unknown;
  const text = readTextFile(path);
  try {
    sequences = JSON.parse(text);
  } catch (cause) {
    throw invalid('it is not JSON', cause);
  }
  if (!Array.isArray(sequences) || sequences.length === 0) throw invalid('it holds no sequence of token ids');
  return sequences.map((sequence: unknown, index) => {
    if (!Array.isArray(sequence) || sequence.length === 0)
      throw invalid(`sequence ${index} is not a list of token ids`);
    const wrong = sequence.find((id) => !Number.isInteger(id) || id < 0 || id > maxTokenId);
    if (wrong !== undefined) throw invalid(`sequence ${index} holds ${JSON.stringify(wrong)}, which is no token id`);
    return Int32Array.from(sequence as number[]);
  });
}
