import { toRegExp } from 'oniguruma-to-es';
import { asUnicodeOfPatterns } from './unicode-of-patterns.ts';

/** What becomes of the places where a pattern matches. */
export type SplitBehavior = 'Removed' | 'Isolated' | 'Contiguous' | 'MergedWithPrevious' | 'MergedWithNext';

/** A stretch of a text and whether it is a match, which may be empty; the stretches of a text cover it without gaps. */
type Stretch = { start: number; end: number; match: boolean };

/** Finds the matches of a pattern: a literal string, or a regular expression of Oniguruma, which tokenizers use. */
export interface Pattern {
  stretches(text: string): Stretch[];
}

/** Patterns of real tokenizers have up to 400 characters. */
const maxPatternLength = 10_000;

/** @param pattern of tokenizer.json: `{ String }` or `{ Regex }` */
export function compilePattern(pattern: unknown): Pattern {
  if (typeof pattern === 'object' && pattern !== null) {
    if ('String' in pattern && typeof pattern.String === 'string') {
      return pattern.String === '' ? regexPattern(/(?:)/gv) : literalPattern(pattern.String);
    }
    if ('Regex' in pattern && typeof pattern.Regex === 'string') return regexPattern(onigurumaRegex(pattern.Regex));
  }
  throw new Error(`Unknown pattern ${JSON.stringify(pattern)}`);
}

export function onigurumaRegex(source: string): RegExp {
  if (source.length > maxPatternLength) throw new Error(`A pattern has ${source.length} characters`);
  return toRegExp(source, { global: true });
}

/**
 * A match without characters cuts too, but for one right after another match. In an empty text nothing matches. Both as in
 * `Pattern::find_matches` of the Rust library tokenizers and `Regex::find_iter` of its Oniguruma.
 */
export function regexPattern(regex: RegExp): Pattern {
  return {
    stretches(text) {
      if (text === '') return [];
      const stretches: Stretch[] = [];
      let end = 0;
      for (const match of asUnicodeOfPatterns(text).matchAll(regex)) {
        if (match[0] === '' && match.index === end && stretches.length > 0) continue;
        if (match.index > end) stretches.push({ start: end, end: match.index, match: false });
        end = match.index + match[0].length;
        stretches.push({ start: match.index, end, match: true });
      }
      if (end < text.length) stretches.push({ start: end, end: text.length, match: false });
      return stretches;
    },
  };
}

function literalPattern(literal: string): Pattern {
  return {
    stretches(text) {
      const stretches: Stretch[] = [];
      let end = 0;
      for (let start = text.indexOf(literal); start >= 0; start = text.indexOf(literal, end)) {
        if (start > end) stretches.push({ start: end, end: start, match: false });
        end = start + literal.length;
        stretches.push({ start, end, match: true });
      }
      if (end < text.length) stretches.push({ start: end, end: text.length, match: false });
      return stretches;
    },
  };
}

/** A function that cuts a text; `invert` takes what lies between the matches for the matches. */
export function splitter(pattern: Pattern, behavior: SplitBehavior, invert = false): (text: string) => string[] {
  const join = Object.hasOwn(joins, behavior) ? joins[behavior] : null;
  if (join === null) throw new Error(`Unknown split behavior ${JSON.stringify(behavior)}`);
  return (text) => {
    const stretches = pattern.stretches(text);
    if (invert) for (const stretch of stretches) stretch.match = !stretch.match;
    return join(stretches).map(({ start, end }) => text.slice(start, end));
  };
}

/** As in `NormalizedString::split` of the Rust library tokenizers, normalizer.rs. */
const joins: Record<SplitBehavior, (stretches: Stretch[]) => Stretch[]> = {
  Isolated: (stretches) => stretches,
  Removed: (stretches) => stretches.filter(({ match }) => !match),
  Contiguous: (stretches) => joinForward(stretches, (stretch, previous) => stretch.match === previous),
  MergedWithPrevious: (stretches) => joinForward(stretches, (stretch, previous) => stretch.match && !previous),
  MergedWithNext(stretches) {
    const joined: Stretch[] = [];
    let previous = false;
    for (const stretch of stretches.reverse()) {
      const last = joined.at(-1);
      if (stretch.match && !previous && last !== undefined) last.start = stretch.start;
      else joined.push({ ...stretch });
      previous = stretch.match;
    }
    return joined.reverse();
  },
};

function joinForward(stretches: Stretch[], joinsLast: (stretch: Stretch, previous: boolean) => boolean): Stretch[] {
  const joined: Stretch[] = [];
  let previous = false;
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (joinsLast(stretch, previous) && last !== undefined) last.end = stretch.end;
    else joined.push({ ...stretch });
    previous = stretch.match;
  }
  return joined;
}
