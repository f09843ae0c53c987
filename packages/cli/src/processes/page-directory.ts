import { builtPage } from '@model-trace/web/build';

/**
 * Directory of the web page, built when its sources have changed; null when that fails: the API serves without it.
 * @param given  the operator's own (WEB_DIR), taken as it is
 */
export async function pageDirectory({
  given,
  onStep,
  onProblem,
}: {
  given: string | null;
  onStep: (step: string) => void;
  onProblem: (message: string) => void;
}): Promise<string | null> {
  if (given !== null) return given;
  try {
    return await builtPage({ onBuild: () => onStep('building the web page (once, 3 to 20 seconds)') });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    onProblem(`The web page could not be built, and is not served: ${stderr?.trim() || message}`);
    return null;
  }
}
