import { ModelTraceError } from '../../errors.ts';

/** Makes the error of one file. */
export type Invalid = (what: string, details?: Record<string, unknown>) => ModelTraceError;

export function invalidContainer(file: string, what: string, details?: Record<string, unknown>): ModelTraceError {
  return new ModelTraceError('WEIGHTS_CONTAINER_INVALID', `${file} is not a valid archive: ${what}`, {
    details: { file, ...details },
    fix: 'Save the model again with torch.save or as safetensors, or fetch the file again.',
  });
}
