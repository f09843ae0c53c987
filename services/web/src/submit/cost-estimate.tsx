import type { DryRun } from '@model-trace/client';
import { formatBytes } from '../format/bytes.ts';
import { formatDuration } from '../format/duration.ts';
import { compact, whole } from '../format/number.ts';
import { Facts } from '../ui/facts.tsx';

const unknown = 'not known';

/** What a submission would cost, as far as its files tell. */
export function CostEstimate({ estimate }: { estimate: DryRun['estimate'] }) {
  const { readBytes, parameters, tokens, memoryBytes, seconds, basis } = estimate;
  return (
    <Facts
      facts={[
        ['Computing', seconds === null ? unknown : `about ${formatDuration(seconds)}`],
        ['Weights read', readBytes === null ? unknown : formatBytes(readBytes)],
        ['Memory at the peak', memoryBytes === null ? unknown : formatBytes(memoryBytes)],
        ['Parameters', parameters === null ? unknown : compact(parameters)],
        ['Tokens', whole(tokens)],
        ['By', basis === 'history' ? 'evaluations like it' : 'rule of thumb'],
      ]}
    />
  );
}
