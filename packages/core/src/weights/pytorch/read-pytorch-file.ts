import { ModelTraceError } from '../../errors.ts';
import type { RandomAccessFile } from '../../hub/index.ts';
import { quoteName } from '../parse-header.ts';
import type { PlacedTensor } from '../placed-tensor.ts';
import { invalidContainer } from './invalid-container.ts';
import { placeTensor } from './place-tensor.ts';
import { readZip, type ZipEntry } from './read-zip.ts';
import { refuseOtherContainer } from './refuse-other-container.ts';
import { findStateDict } from './state-dict.ts';
import { unpickle } from './unpickle.ts';

/** 250 bytes per tensor are usual. */
const maxPickleBytes = 64_000_000;

/**
 * The tensors of a file that torch.save wrote (PyTorch 1.6 and newer): a zip archive with the structure in `data.pkl`, the
 * elements of each storage in `data/<key>`, read in place. Nothing but structure is read here.
 * Source: torch/serialization.py `_save`, `_load` (2.13).
 * @param name  of the file, for messages
 * @throws WEIGHTS_FORMAT_UNSUPPORTED, WEIGHTS_CONTAINER_INVALID, WEIGHTS_TRUNCATED, PICKLE_FORBIDDEN, PICKLE_INVALID
 */
export async function readPytorchFile(file: RandomAccessFile, name: string): Promise<PlacedTensor[]> {
  await refuseOtherContainer(file, name);
  const entries = await readZip(file, name);
  const root = findRoot(entries, name);
  const find = (path: string) => {
    const entry = entries.get(`${root}/${path}`);
    if (entry !== undefined && !entry.stored) {
      throw unsupported(
        name,
        `its entry ${quoteName(`${root}/${path}`)} is compressed`,
        'Save it again with torch.save, which stores the bytes as they are.',
      );
    }
    return entry;
  };
  const order = find('byteorder');
  if (order !== undefined && (await readText(file, order)) !== 'little') {
    throw unsupported(name, 'its numbers are big-endian', 'Load and save it on a little-endian machine.');
  }
  const pickle = find('data.pkl')!;
  if (pickle.sizeBytes > maxPickleBytes) {
    throw invalidContainer(name, `its data.pkl has ${pickle.sizeBytes} bytes, more than ${maxPickleBytes}`);
  }
  const bytes = new Uint8Array(pickle.sizeBytes);
  await file.read(bytes, pickle.position);
  const tensors = findStateDict(unpickle(bytes, name), name);
  return Array.from(tensors, ([tensor, value]) =>
    placeTensor(value, { name: tensor, file: name, storage: find(`data/${value.storage.key}`) }),
  );
}

/** The folder that all entries lie in: the name the file was saved under. */
function findRoot(entries: ReadonlyMap<string, ZipEntry>, name: string): string {
  const roots = Array.from(entries.keys(), (path) => /^([^/]+)\/data\.pkl$/.exec(path)?.[1]).filter(
    (root) => root !== undefined,
  );
  if (roots.length !== 1) throw invalidContainer(name, `it has ${roots.length} entries data.pkl, not one`);
  const [root] = roots;
  if (entries.has(`${root}/constants.pkl`)) {
    throw unsupported(
      name,
      'it is a TorchScript program',
      'Save the state dict of the model instead, best as safetensors.',
    );
  }
  return root;
}

async function readText(file: RandomAccessFile, { position, sizeBytes }: ZipEntry): Promise<string> {
  const bytes = new Uint8Array(Math.min(sizeBytes, 16));
  await file.read(bytes, position);
  return new TextDecoder().decode(bytes);
}

function unsupported(file: string, what: string, fix: string): ModelTraceError {
  return new ModelTraceError('WEIGHTS_FORMAT_UNSUPPORTED', `${file} cannot be read: ${what}`, {
    details: { file },
    fix,
  });
}
