import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EvaluationRequest } from '@model-trace/client';
import { repositoryRoot } from '../config.ts';

export const exampleModelsDir = join(repositoryRoot, 'examples/models');

/** What the demo submits. Its model ids are relative to the root of the repository. */
export async function exampleRequests(): Promise<EvaluationRequest[]> {
  return JSON.parse(await readFile(join(exampleModelsDir, 'demo.json'), 'utf8')) as EvaluationRequest[];
}
