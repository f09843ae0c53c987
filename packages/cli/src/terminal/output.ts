import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** A stream the user reads: a terminal, a pipe or a file. */
export interface Output {
  /** A terminal, whose lines can be redrawn. */
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  /** Plain where the stream is no terminal or NO_COLOR is set. */
  style(format: Format, text: string): string;
}

export function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
    get rows() {
      return stream.rows ?? 24;
    },
    write: (text) => void stream.write(text),
    style: (format, text) => styleText(format, text, { stream }),
  };
}
