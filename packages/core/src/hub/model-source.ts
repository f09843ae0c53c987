/** One file of a model at one fixed commit, open for positioned reads. */
export interface RandomAccessFile {
  readonly sizeBytes: number;
  /**
   * Set where each read waits for a network: ask for everything wanted at once, whole tensors rather than parts. Reads that
   * begin in the same turn of the event loop are fetched together, neighbours in one request.
   */
  readonly remote?: true;
  /** Fills `into` from byte `position`. @throws WEIGHTS_TRUNCATED when the file ends before. */
  read(into: Uint8Array, position: number): Promise<void>;
  close(): Promise<void>;
}

export interface ModelFile {
  sizeBytes: number;
  /** SHA-256 of the content in hex where the Hub states it (LFS files), else null. */
  sha256: string | null;
  /** Of a file in a directory: its last change, ms since 1970. */
  modifiedMs?: number;
}

/** The files of one model, pinned: a Hub repository at a commit, or a local directory. */
export interface ModelSource {
  /** As the user wrote it: `openai-community/gpt2`, or the directory. */
  readonly id: string;
  readonly origin: 'hub' | 'directory';
  /** Set when files of the Hub are read by parts, nothing is kept on disk, and hence few whole files can be verified. */
  readonly streamed?: true;
  /** What was asked for (`main`, a tag, a hash); null for a directory. */
  readonly revision: string | null;
  /** The 40-digit commit hash it resolved to; null for a directory. */
  readonly commit: string | null;
  /** Paths relative to the root of the model, with `/`. */
  readonly files: ReadonlyMap<string, ModelFile>;
  /**
   * Of a directory: differs from that of an earlier opening when any of its files does, by sizes, times and inodes. Absent
   * where they cannot tell: another change in the same moment as the last would not show.
   */
  readonly state?: string;
  /** Whole text of a small file. @throws FILE_NOT_FOUND, FILE_TOO_LARGE */
  readText(path: string, limits: { maxBytes: number }): Promise<string>;
  /** Opens a file for positioned reads (a Hub file is in the cache before this resolves, unless `streamed`). @throws FILE_NOT_FOUND */
  open(
    path: string,
    options?: {
      signal?: AbortSignal;
      /** Bytes that came so far, of all of the file; a streamed file is seldom read in whole, and parts of it twice. */
      onBytes?: (received: number, total: number) => void;
    },
  ): Promise<RandomAccessFile>;
}
