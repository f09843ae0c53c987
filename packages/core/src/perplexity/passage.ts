import { readFileSync } from 'node:fs';

/** A text to measure on, with the name it is reported under. */
export interface NamedText {
  readonly id: string;
  readonly text: string;
}

/**
 * The fixed text of the leaderboard: five lines joined by "\n", no newline at the end. Every published number depends
 * on each of its bytes; a test holds its SHA-256.
 */
export const passage = (): NamedText => ({
  id: 'passage',
  text: readFileSync(new URL('passage.txt', import.meta.url), 'utf8'),
});
