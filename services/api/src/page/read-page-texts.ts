import { readFileSync, statSync } from 'node:fs';
import { ModelTraceError } from '@model-trace/core/errors';
import { Type } from 'typebox';
import { compileBody } from '../validation/validator-compiler.ts';
import { defaultTexts, PageTexts } from './page-config.ts';

const isPart = compileBody(Type.Partial(PageTexts, { additionalProperties: false }));

/**
 * The texts of the page: the defaults, with what the file says otherwise.
 * @throws ENVIRONMENT_INVALID with the field, for a file that cannot be read or is not such texts
 */
export function readPageTexts(file: string | null): PageTexts {
  if (file === null) return defaultTexts;
  let texts: unknown;
  try {
    texts = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw invalid(file, cause instanceof Error ? cause.message : String(cause));
  }
  if (isPart(texts)) return { ...defaultTexts, ...(texts as Partial<PageTexts>) };
  const [{ instancePath, message, params, schema }] = isPart.errors!;
  const allowed = Array.isArray(schema) ? ` (${JSON.stringify(schema)})` : '';
  const unknown = 'additionalProperty' in params ? `: "${params.additionalProperty}"` : '';
  throw invalid(file, `${instancePath || 'the file'} ${message}${unknown}${allowed}`);
}

/**
 * The texts as the file says now: it is read again when it changed, so that a new one needs no restart. One that is not
 * valid changes nothing; `onInvalid` is told once.
 * @throws ENVIRONMENT_INVALID for the first
 */
export function livePageTexts(file: string | null, onInvalid: (error: unknown) => void): () => PageTexts {
  let texts = readPageTexts(file);
  let known = versionOf(file);
  return () => {
    const version = versionOf(file);
    if (version === known) return texts;
    known = version;
    try {
      texts = readPageTexts(file);
    } catch (error) {
      onInvalid(error);
    }
    return texts;
  };
}

function versionOf(file: string | null): string {
  const stat = file === null ? undefined : statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? '' : `${stat.mtimeNs}-${stat.size}-${stat.ino}`;
}

function invalid(file: string, what: string): ModelTraceError {
  return new ModelTraceError('ENVIRONMENT_INVALID', `WEB_CONFIG, ${file}: ${what}`, {
    fix: 'Fields: title, introduction, about, submissionNotes, citationLabel, citationText, columns, defaultBase, hubUrl.',
  });
}
