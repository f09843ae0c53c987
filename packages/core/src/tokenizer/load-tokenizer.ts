import { createHash } from 'node:crypto';
import { ModelTraceError } from '../errors.ts';
import type { ModelSource } from '../hub/index.ts';
import { autoTokenizer } from './auto-tokenizer.ts';

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
  /** Text of one token; a part of a character is U+FFFD. */
  decodeToken(id: number): string;
}

const tokenizerFile = 'tokenizer.json';
const configFile = 'tokenizer_config.json';

/** Gemma's tokenizer.json, the largest in wide use, has 33 MB. */
const maxBytes = 256 * 2 ** 20;

/**
 * Loads the tokenizer of a model from the model's own files; nothing else is read and no network is used.
 * @throws TOKENIZER_MISSING without tokenizer.json, TOKENIZER_INVALID when the library cannot make a tokenizer of it
 */
export async function loadTokenizer(source: ModelSource): Promise<Tokenizer> {
  if (!source.files.has(tokenizerFile)) {
    throw new ModelTraceError('TOKENIZER_MISSING', `${source.id} has no ${tokenizerFile}`, {
      fix: 'Convert its tokenizer: AutoTokenizer.from_pretrained(…).save_pretrained(…) of transformers writes the file',
    });
  }
  const definition = await readBytes(source, tokenizerFile);
  // Without its config a tokenizer is of the base class, as in Python.
  const config = source.files.has(configFile) ? await readBytes(source, configFile) : new TextEncoder().encode('{}');
  try {
    requireModel(definition);
    const tokenizer = await autoTokenizer({ [tokenizerFile]: definition, [configFile]: config });
    return {
      file: tokenizerFile,
      sha256: createHash('sha256').update(definition).digest('hex'),
      vocabSize: tokenizer.get_vocab().size,
      encode: (text, { addSpecialTokens = true } = {}) =>
        Int32Array.from(tokenizer.encode(text, { add_special_tokens: addSpecialTokens })),
      specialTokensAdded: tokenizer.encode(''),
      bosTokenId: tokenizer.bos_token_id ?? null,
      eosTokenId: tokenizer.eos_token_id ?? null,
      decodeToken: (id) => tokenizer.decode([id], { skip_special_tokens: false, clean_up_tokenization_spaces: false }),
    };
  } catch (cause) {
    if (cause instanceof ModelTraceError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ModelTraceError('TOKENIZER_INVALID', `The tokenizer of ${source.id} cannot be loaded: ${reason}`, {
      cause,
    });
  }
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

/** The library fails on other files too, but with messages about its own variables. */
function requireModel(definition: Uint8Array): void {
  const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(definition));
  const model = typeof parsed === 'object' && parsed !== null && 'model' in parsed ? parsed.model : undefined;
  if (typeof model !== 'object' || model === null) throw new Error(`${tokenizerFile} has no "model"`);
}
