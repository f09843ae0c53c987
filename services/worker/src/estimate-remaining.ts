import type { EvaluationProgress } from '@model-trace/core/results';

/** Over less time the first layer, which also loads code, would say too much. */
const minElapsedMs = 1_000;

/**
 * Adds to each report of one evaluation how long its phase still takes: what is left, at the mean speed since the first
 * report of the phase. Nothing is said of phases to come, whose speed nobody has seen.
 */
export function estimateRemaining(now: () => number = () => performance.now()) {
  let began: { phase: string; at: number; done: number } | undefined;
  return (progress: EvaluationProgress): EvaluationProgress => {
    const { done, total } = progress;
    const phase = `${progress.task} ${progress.phase}`;
    // Fewer than before: the phase starts over.
    if (began?.phase !== phase || done < began.done) began = { phase, at: now(), done };
    const elapsedMs = now() - began.at;
    const advanced = done - began.done;
    if (advanced <= 0 || elapsedMs < minElapsedMs || total < done) return progress;
    return { ...progress, etaSeconds: Math.ceil(((total - done) * elapsedMs) / advanced / 1000) };
  };
}
