import type { Output } from './output.ts';

export interface LiveLines {
  /** Shows these lines in place of those shown before. */
  show(lines: readonly string[]): void;
  /** Leaves the lines where they are and goes on below them. */
  done(): void;
}

/** A block of lines at the bottom of a terminal that is redrawn in place. Lines are cut to the width: none may wrap. */
export function createLiveLines(output: Output): LiveLines {
  let shown: readonly string[] = [];
  return {
    show(lines) {
      const cut = lines.map((line) => cutToWidth(line, output.columns - 1));
      if (cut.join('\n') === shown.join('\n')) return;
      const up = shown.length === 0 ? '' : `\x1b[${shown.length}A`;
      output.write(`${up}${cut.map((line) => `\x1b[2K${line}\n`).join('')}\x1b[J`);
      shown = cut;
    },
    done() {
      shown = [];
    },
  };
}

/** Cuts to visible characters: escape sequences take no room, and one that is open is closed. */
function cutToWidth(line: string, width: number): string {
  let room = width;
  let cut = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins each sequence of styleText.
  for (const [part] of line.matchAll(/\x1b\[[\d;]*m|./gu)) {
    if (part.startsWith('\x1b')) cut += part;
    else if (room > 0) {
      cut += part;
      room -= 1;
    }
  }
  return cut;
}
