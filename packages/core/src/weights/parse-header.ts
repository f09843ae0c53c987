import { ModelTraceError } from '../errors.ts';
import { dtypeBits, isDtype, type TensorDtype } from './dtype.ts';
import { findDuplicateKey } from './find-duplicate-key.ts';

/** A tensor as the header of one file states it. */
export interface StoredTensor {
  name: string;
  dtype: TensorDtype;
  shape: number[];
  /** Bytes [begin, end) of the data section. */
  begin: number;
  end: number;
}

export interface ParseHeaderOptions {
  /** For messages. */
  file: string;
  /** Bytes of the file behind the header. */
  dataBytes: number;
}

/** The largest published checkpoint has about 500,000 tensors over all its files, and no file holds half of a large one. */
const maxTensors = 250_000;
/** PyTorch and NumPy have no tensor of more dimensions. */
const maxRank = 64;

/**
 * The tensors that a safetensors header describes, after checking everything it claims: each tensor's byte range has the
 * size of its shape and dtype, and the ranges cover the data section without overlap, gap or rest.
 * Source: https://github.com/huggingface/safetensors (README, "Format"; `Metadata::validate`).
 * @param json  bytes of the header without its length
 * @throws WEIGHTS_HEADER_INVALID, WEIGHTS_TRUNCATED
 * O(bytes + tensors log tensors)
 */
export function parseHeader(json: Uint8Array, { file, dataBytes }: ParseHeaderOptions): Map<string, StoredTensor> {
  const invalid = (what: string, details?: Record<string, unknown>) => invalidHeader(file, what, details);
  const header = parseObject(json, invalid);
  const { __metadata__: metadata, ...rest } = header;
  if (metadata !== undefined && metadata !== null && !isMapOfStrings(metadata)) {
    throw invalid('__metadata__ is not a map of strings to strings');
  }
  const names = Object.keys(rest);
  if (names.length > maxTensors) throw invalid(`it lists ${names.length} tensors, more than ${maxTensors}`);

  const tensors = new Map(names.map((name) => [name, parseTensor(name, rest[name], invalid)]));
  const coveredBytes = checkCover(tensors, invalid);
  const beyond = [...tensors.values()].find(({ end }) => end > dataBytes);
  if (beyond !== undefined) {
    throw new ModelTraceError(
      'WEIGHTS_TRUNCATED',
      `${file} is too short: tensor ${quoteName(beyond.name)} ends at byte ${beyond.end} of the data, which has ${dataBytes}`,
      { details: { file, tensor: beyond.name, end: beyond.end, dataBytes }, fix: 'Fetch the file again.' },
    );
  }
  if (coveredBytes < dataBytes) {
    throw invalid(`${dataBytes - coveredBytes} bytes at the end of the data belong to no tensor`);
  }
  return tensors;
}

type Invalid = (what: string, details?: Record<string, unknown>) => ModelTraceError;

function parseObject(json: Uint8Array, invalid: Invalid): Record<string, unknown> {
  if (json[0] !== 0x7b) throw invalid('it does not begin with {');
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json);
    value = JSON.parse(text);
  } catch (caught) {
    throw invalid(caught instanceof SyntaxError ? 'it is not JSON' : 'it is not UTF-8');
  }
  const duplicate = findDuplicateKey(text);
  if (duplicate !== null) throw invalid(`${quoteName(duplicate)} occurs twice`, { tensor: duplicate });
  // JSON.parse makes `__proto__` an ordinary own property; spreading and listing own keys keep it one.
  return value as Record<string, unknown>;
}

function parseTensor(name: string, entry: unknown, invalid: Invalid): StoredTensor {
  const wrong = (what: string) => invalid(`tensor ${quoteName(name)} ${what}`, { tensor: name });
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw wrong('is not an object');
  const { dtype, shape, data_offsets: offsets } = ownFields(entry);
  if (!isDtype(dtype)) throw wrong(`has the unknown dtype ${quoteName(String(dtype))}`);
  if (!Array.isArray(shape) || shape.length > maxRank || !shape.every(isSize)) {
    throw wrong('has a shape that is not a short list of whole numbers');
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw wrong('has data_offsets that are not two whole numbers');
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end) throw wrong(`begins at byte ${begin}, behind its end ${end}`);
  let elements = 1;
  for (const size of shape as number[]) {
    elements *= size;
    if (!Number.isSafeInteger(elements)) throw wrong('has more elements than can be counted');
  }
  const bytes = (elements * dtypeBits[dtype]) / 8;
  if (!Number.isSafeInteger(bytes)) throw wrong(`has a size of ${bytes} bytes`);
  if (end - begin !== bytes) {
    throw wrong(`takes ${end - begin} bytes, but its shape [${shape.slice(0, 8)}] of ${dtype} needs ${bytes}`);
  }
  return { name, dtype, shape: shape as number[], begin, end };
}

/** @returns bytes covered from the start of the data */
function checkCover(tensors: ReadonlyMap<string, StoredTensor>, invalid: Invalid): number {
  const byOffset = [...tensors.values()].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of byOffset) {
    if (begin !== covered) {
      const what =
        begin < covered ? 'overlaps the one before it' : `leaves a gap of ${begin - covered} bytes before it`;
      throw invalid(`tensor ${quoteName(name)} at bytes ${begin} to ${end} ${what}`, { tensor: name, begin, end });
    }
    covered = end;
  }
  return covered;
}

/** Without a prototype: a missing field must be missing, whatever was done to Object.prototype. */
function ownFields(entry: object): Record<string, unknown> {
  return Object.assign(Object.create(null), entry);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isMapOfStrings(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((entry) => typeof entry === 'string')
  );
}

export function invalidHeader(file: string, what: string, details?: Record<string, unknown>): ModelTraceError {
  return new ModelTraceError('WEIGHTS_HEADER_INVALID', `The header of ${file} is not valid: ${what}`, {
    details: { file, ...details },
    fix: 'Save the model again with the safetensors library, or fetch it again.',
  });
}

/** A name as it can stand in a message: escaped and cut. */
export function quoteName(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}
