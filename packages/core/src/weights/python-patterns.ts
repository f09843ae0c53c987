import { runInNewContext } from 'node:vm';

/** What a pattern of Python's `re` has that JavaScript lacks or reads in another way. `(?P<name>` is translated. */
const onlyPython = /\(\?P[^<]|\(\?[aiLmsux]+[):-]|\(\?[#>(]|\\[AZ]|[*+?}]\+/;

/** Patterns of honest adapters take microseconds on names of some 50 characters. */
const timeoutMs = 2_000;
export const maxPatternChars = 10_000;

/** Why a pattern cannot be used. */
export class PatternError extends Error {}

/**
 * The source of a JavaScript regular expression that means what a pattern of Python's `re` means.
 * @throws PatternError when it is no pattern, or has what only Python reads
 */
export function pythonPattern(pattern: string): string {
  if (pattern.length > maxPatternChars) throw new PatternError(`it has ${pattern.length} characters`);
  const only = onlyPython.exec(pattern);
  if (only !== null) throw new PatternError(`"${only[0]}" of Python's patterns is not supported`);
  const source = pattern.replaceAll('(?P<', '(?<');
  try {
    new RegExp(source);
  } catch (caught) {
    throw new PatternError((caught as Error).message.slice(0, 200));
  }
  return source;
}

/**
 * Where patterns match from the start of texts, as `re.match`: for each pattern and text the group named `idx` (`''`
 * where there is none), or null. Patterns come from files that nobody vouches for and may take exponential time: they run under a
 * deadline in a context of their own, which V8 can interrupt even inside a match.
 * @param sources  as `pythonPattern` gives them
 * @throws PatternError when it takes too long
 */
export function matchFromStart(sources: readonly string[], texts: readonly string[]): (string | null)[][] {
  if (sources.length === 0 || texts.length === 0) return sources.map(() => []);
  const program = `JSON.stringify(sources.map((source) => {
    const pattern = new RegExp(source, 'y');
    return texts.map((text) => { pattern.lastIndex = 0; const found = pattern.exec(text); return found && (found.groups?.idx ?? ''); });
  }))`;
  try {
    const context = Object.assign(Object.create(null), { sources: [...sources], texts: [...texts] });
    return JSON.parse(runInNewContext(program, context, { timeout: timeoutMs }));
  } catch (caught) {
    if ((caught as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      throw new PatternError(`matching it against ${texts.length} names takes more than ${timeoutMs / 1000} s`);
    }
    throw new PatternError(String((caught as Error).message).slice(0, 200));
  }
}
