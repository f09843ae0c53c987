import { checkedOptions } from '@model-trace/core/architectures';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { wrap } from '../reports/wrap.ts';
import { jsonOption } from './shared-options.ts';

/** `architectures`: the model types that can be evaluated, each with the options that were checked against transformers. */
export function architecturesCommand({ stdout }: CommandContext): Command {
  return new Command('architectures')
    .description('list the supported model types and the options of each that are checked against transformers')
    .addOption(jsonOption())
    .action(({ json }: { json?: boolean }) => {
      const types = Object.entries(checkedOptions).sort(([a], [b]) => a.localeCompare(b));
      if (json) {
        const architectures = types.map(([modelType, checked]) => ({ modelType, checked }));
        stdout.write(`${JSON.stringify({ architectures })}\n`);
        return;
      }
      for (const [modelType, checked] of types) {
        stdout.write(
          `${stdout.style('bold', modelType)}\n${wrap(checked.join('; '), { indent: '  ', width: Math.min(stdout.columns, 100) })}`,
        );
      }
    });
}
