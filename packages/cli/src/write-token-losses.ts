import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ModelTraceError } from '@model-trace/core/errors';
import type { TokenLoss } from '@model-trace/core/perplexity';

/** Writes one JSON object a line: {"document", "position", "id", "text", "nllNats", "rank"}. @throws USAGE when it cannot be written */
export const writeTokenLosses =
  (path: string) =>
  async (losses: Iterable<TokenLoss>): Promise<void> => {
    function* lines() {
      for (const loss of losses) yield `${JSON.stringify(loss)}\n`;
    }
    try {
      await pipeline(lines, createWriteStream(path));
    } catch (cause) {
      throw new ModelTraceError('USAGE', `Cannot write ${path}: ${(cause as NodeJS.ErrnoException).code}`, { cause });
    }
  };
