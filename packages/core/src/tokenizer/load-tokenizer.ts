import { createHash } from 'node:crypto';
import { ModelTraceError } from '../errors.ts';
import type { ModelSource } from '../hub/index.ts';
import { jsonTokenizer } from './json-tokenizer.ts';
import { tokenizerDefinition } from './tokenizer-definition.ts';
import { contentOf } from './transformers-class.ts';
import { withinSeconds } from './within-seconds.ts';

export interface Tokenizer {
  /** File of the model that defines it. */
  readonly file: string;
  /** SHA-256 of that file's bytes, hex. */
  readonly sha256: string;
  /** Entries of the vocabulary, added tokens included. */
  readonly vocabSize: number;
  /** Token ids of a text, with the special tokens that the tokenizer adds by itself (default): Python's `tokenizer(text).input_ids`. */
  encode(text: string, options?: { addSpecialTokens?: boolean }): Int32Array;
  /** The special tokens that `encode` adds to any text, in order. */
  readonly specialTokensAdded: readonly number[];
  /** The token that begins a text, and the one that ends it, as tokenizer_config.json names them. */
  readonly bosTokenId: number | null;
  readonly eosTokenId: number | null;
  /** Text of tokens in a row; a part of a character is U+FFFD. */
  decode(ids: readonly number[]): string;
  /** Text of one token; a part of a character is U+FFFD. */
  decodeToken(id: number): string;
}

const tokenizerFile = 'tokenizer.json';
const configFile = 'tokenizer_config.json';

/** Gemma's tokenizer.json, the largest in wide use, has 33 MB. */
const maxBytes = 256 * 2 ** 20;

/** Seconds that a text may take: a warm-up, and a hundred times the 0.7 s for 1 MB that Llama 2's tokenizer takes (json-tokenizer.ts). */
const patience = (text: string) => Math.ceil(20 + text.length * 7e-5);

/**
 * Loads the tokenizer of a model from the model's own files; nothing else is read and no network is used.
 * @throws TOKENIZER_MISSING without tokenizer.json, TOKENIZER_INVALID when the files do not define a tokenizer, or one of a kind that is not known
 */
export async function loadTokenizer(source: ModelSource): Promise<Tokenizer> {
  if (!source.files.has(tokenizerFile)) {
    throw new ModelTraceError('TOKENIZER_MISSING', `${source.id} has no ${tokenizerFile}`, {
      fix: 'Convert its tokenizer: AutoTokenizer.from_pretrained(…).save_pretrained(…) of transformers writes the file',
    });
  }
  const definition = await readBytes(source, tokenizerFile);
  // Without its config a tokenizer is what its file says.
  const config = source.files.has(configFile) ? parseJson(source, configFile, await readBytes(source, configFile)) : {};
  const parsed = parseJson(source, tokenizerFile, definition);
  const invalid = orInvalid(source.id);
  const modelConfig = source.files.has('config.json')
    ? parseJson(source, 'config.json', await readBytes(source, 'config.json'))
    : null;
  const loaded = invalid(() => tokenizerDefinition(parsed, config, modelConfig));
  const tokenizer = invalid(() => jsonTokenizer(loaded.definition));
  const idOf = (token: unknown) => tokenizer.ids.get(contentOf(token) ?? '') ?? null;
  const { before, after } = tokenizer;
  return {
    file: tokenizerFile,
    sha256: createHash('sha256').update(definition).digest('hex'),
    vocabSize: tokenizer.ids.size,
    encode: (text, { addSpecialTokens = true } = {}) =>
      invalid(() => {
        const ids = withinSeconds(patience(text), () => tokenizer.encode(text));
        return Int32Array.from(addSpecialTokens ? before.concat(ids, after) : ids);
      }),
    specialTokensAdded: [...before, ...after],
    bosTokenId: idOf(loaded.config.bos_token),
    eosTokenId: idOf(loaded.config.eos_token),
    decode: (ids) => invalid(() => tokenizer.decodeAll(ids)),
    decodeToken: (id) => invalid(() => tokenizer.decode(id)),
  };
}

/** Runs what a tokenizer's files may break: not every slip of theirs shows before a text needs it. */
function orInvalid(id: string) {
  return <T>(run: () => T): T => {
    try {
      return run();
    } catch (cause) {
      // It may repeat what the file says, however long that is.
      const reason = (cause instanceof Error ? cause.message : String(cause)).slice(0, 500);
      throw new ModelTraceError('TOKENIZER_INVALID', `The tokenizer of ${id} cannot be used: ${reason}`, { cause });
    }
  };
}

async function readBytes(source: ModelSource, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = await source.open(path);
  try {
    if (file.sizeBytes > maxBytes) {
      throw new ModelTraceError('FILE_TOO_LARGE', `${path} of ${source.id} has ${file.sizeBytes} bytes`, {
        details: { path, sizeBytes: file.sizeBytes, maxBytes },
      });
    }
    const bytes = new Uint8Array(file.sizeBytes);
    await file.read(bytes, 0);
    return bytes;
  } finally {
    await file.close();
  }
}

function parseJson(source: ModelSource, path: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ModelTraceError(
      'TOKENIZER_INVALID',
      `${path} of ${source.id} is not JSON: ${String(cause).slice(0, 500)}`,
      { cause },
    );
  }
}
