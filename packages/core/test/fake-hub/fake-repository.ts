import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';

export interface FakeFiles {
  /** Directory whose files are served. */
  dir?: string;
  /** Files by path, beside those of `dir` or instead of them. */
  files?: Record<string, string | Uint8Array>;
}

export interface FakeModel extends FakeFiles {
  /** Further branches and tags with content of their own; `main` is the model's own content. */
  revisions?: Record<string, FakeFiles>;
  gated?: boolean;
  private?: boolean;
  /** The model's new name: requests under the old one are redirected. */
  renamedTo?: string;
}

export interface FakeFile {
  path: string;
  sizeBytes: number;
  /** git's hash of the file, or of the pointer to it. */
  oid: string;
  /** SHA-256 where the Hub would store it as a large file, else null. */
  sha256: string | null;
  read(start: number, end: number): Readable;
}

export interface FakeCommit {
  commit: string;
  files: Map<string, FakeFile>;
}

/** The Hub's .gitattributes sends these to LFS, and every file above 10 MB. */
const lfsPattern = /\.(safetensors|bin|gguf|h5|onnx|msgpack|pt|pth)$/;
const lfsBytes = 10 * 1024 * 1024;

/** Reads what a revision consists of. The commit hash depends on name and content alone, so it is stable between runs. */
export async function readFakeCommit(name: string, content: FakeFiles): Promise<FakeCommit> {
  const files = new Map<string, FakeFile>();
  if (content.dir !== undefined) {
    const { dir } = content;
    for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (!(await stat(file)).isFile()) continue;
      const path = relative(dir, file).split(sep).join('/');
      const { size } = await stat(file);
      const read = (start: number, end: number) =>
        end <= start ? Readable.from([]) : createReadStream(file, { start, end: end - 1 });
      files.set(path, await describe(path, size, read));
    }
  }
  for (const [path, text] of Object.entries(content.files ?? {})) {
    const bytes = Buffer.from(text as Uint8Array);
    const read = (start: number, end: number) => Readable.from(end <= start ? [] : [bytes.subarray(start, end)]);
    files.set(path, await describe(path, bytes.byteLength, read));
  }
  const listing = [...files.values()].map(({ path, oid }) => `${path} ${oid}`).sort();
  return { commit: sha1([name, ...listing].join('\n')), files };
}

async function describe(path: string, sizeBytes: number, read: FakeFile['read']): Promise<FakeFile> {
  const gitHash = createHash('sha1').update(`blob ${sizeBytes}\0`);
  const sha256 = createHash('sha256');
  for await (const chunk of read(0, sizeBytes)) {
    gitHash.update(chunk);
    sha256.update(chunk);
  }
  if (!lfsPattern.test(path) && sizeBytes <= lfsBytes) {
    return { path, sizeBytes, oid: gitHash.digest('hex'), sha256: null, read };
  }
  const digest = sha256.digest('hex');
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${digest}\nsize ${sizeBytes}\n`;
  return { path, sizeBytes, oid: sha1(`blob ${pointer.length}\0${pointer}`), sha256: digest, read };
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}
