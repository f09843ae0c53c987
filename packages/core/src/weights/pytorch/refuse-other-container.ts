import { ModelTraceError } from '../../errors.ts';
import type { RandomAccessFile } from '../../hub/index.ts';

/** Of a tar header, `ustar` stands here; before that come a name and numbers. */
const tarMagicAt = 257;
const convert =
  'Load it with PyTorch in a place where it can do no harm, and save it with torch.save or as safetensors.';

/** Each by what the file begins with. */
const others: readonly { name: string; begins: readonly number[]; at?: number; fix: string }[] = [
  {
    // PROTO 2, LONG1 of 10 bytes: 0x1950a86a20f9469cfc6c. torch/serialization.py MAGIC_NUMBER.
    name: 'it has the container of PyTorch before 1.6, a chain of pickles',
    begins: [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19],
    fix: convert,
  },
  { name: 'it is a bare pickle', begins: [0x80], fix: convert },
  {
    name: 'it is a tar archive, as PyTorch before 0.4 wrote',
    begins: [...Buffer.from('ustar')],
    at: tarMagicAt,
    fix: convert,
  },
  { name: 'it is compressed', begins: [0x1f, 0x8b], fix: 'Unpack it.' },
  {
    name: 'it is a pointer of Git LFS',
    begins: [...Buffer.from('version ')],
    fix: 'Run `git lfs pull` in the directory of the model.',
  },
  {
    name: 'it is GGUF',
    begins: [...Buffer.from('GGUF')],
    fix: 'Use the repository that this file was converted from.',
  },
];

const zip = [0x50, 0x4b, 3, 4];

/** Passes what begins like a zip archive. @throws WEIGHTS_FORMAT_UNSUPPORTED with what it is instead */
export async function refuseOtherContainer(file: RandomAccessFile, name: string): Promise<void> {
  const head = new Uint8Array(Math.min(file.sizeBytes, 512));
  await file.read(head, 0);
  const startsWith = (bytes: readonly number[], at = 0) => bytes.every((byte, i) => head[at + i] === byte);
  if (startsWith(zip)) return;
  const other = others.find(({ begins, at }) => startsWith(begins, at));
  throw new ModelTraceError(
    'WEIGHTS_FORMAT_UNSUPPORTED',
    `${name} cannot be read: ${other?.name ?? 'it does not begin like a file of torch.save (a zip archive)'}`,
    { details: { file: name }, fix: other?.fix ?? convert },
  );
}
