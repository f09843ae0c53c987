import { text } from 'node:stream/consumers';
import type { EvaluationRequest } from '@model-trace/client';
import { ModelTraceError } from '@model-trace/core/errors';
import { readTextFile } from '../options.ts';

/** One line of a file, counted from 1. */
export interface BatchLine {
  line: number;
  request: EvaluationRequest;
}

/**
 * The requests of a file of JSON Lines; `-` is the standard input. Blank lines are left out.
 * @throws USAGE for the first line that is no JSON object, or a file without one
 */
export async function readBatchFile(path: string): Promise<BatchLine[]> {
  const content = path === '-' ? await text(process.stdin) : readTextFile(path);
  const lines = content
    .split('\n')
    .map((json, index) => ({ line: index + 1, json: json.trim() }))
    .filter(({ json }) => json !== '')
    .map(({ line, json }) => ({ line, request: parse(json, `${path}:${line}`) }));
  if (lines.length > 0) return lines;
  throw new ModelTraceError('USAGE', `${path} holds no request`, {
    fix: 'Write one JSON object a line, such as {"model":"openai-community/gpt2","tasks":["perplexity"]}.',
  });
}

function parse(json: string, place: string): EvaluationRequest {
  let request: unknown;
  try {
    request = JSON.parse(json);
  } catch (cause) {
    throw new ModelTraceError('USAGE', `${place} is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof request === 'object' && request !== null && !Array.isArray(request)) return request as EvaluationRequest;
  throw new ModelTraceError('USAGE', `${place} is not a JSON object`);
}
