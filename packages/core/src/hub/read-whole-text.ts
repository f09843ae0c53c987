import { ModelTraceError } from '../errors.ts';
import { quoteId } from './model-id.ts';
import type { ModelFile, RandomAccessFile } from './model-source.ts';

interface ReadWholeTextOptions {
  path: string;
  files: ReadonlyMap<string, ModelFile>;
  maxBytes: number;
  open: () => Promise<RandomAccessFile>;
}

/** Text of a small file. The stated size is checked first, so that a huge file is never fetched. */
export async function readWholeText({ path, files, maxBytes, open }: ReadWholeTextOptions): Promise<string> {
  const sizeBytes = files.get(path)?.sizeBytes ?? 0;
  if (sizeBytes > maxBytes) {
    throw new ModelTraceError(
      'FILE_TOO_LARGE',
      `${quoteId(path)} has ${sizeBytes} bytes; more than ${maxBytes} is no honest file of its kind`,
      { details: { path, sizeBytes, maxBytes } },
    );
  }
  const file = await open();
  try {
    const bytes = new Uint8Array(file.sizeBytes);
    await file.read(bytes, 0);
    return new TextDecoder().decode(bytes);
  } finally {
    await file.close();
  }
}
