import { ModelTraceError } from '@model-trace/core/errors';
import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkServices } from '../doctor/check-services.ts';
import { doctorReport } from '../reports/doctor-report.ts';
import { jsonOption } from './shared-options.ts';

/** `doctor`: what this machine can do. Fails only when the provider cpu does. */
export function doctorCommand({ config, stdout }: CommandContext): Command {
  return new Command('doctor')
    .description('show what this machine can do: providers, folders, services')
    .addOption(jsonOption())
    .action(async ({ json }: { json?: boolean }) => {
      // Loads the inference engine: only when it is needed.
      const { checkProviders } = await import('../doctor/check-providers.ts');
      const [machine, providers, services] = await Promise.all([
        checkMachine(config),
        checkProviders(),
        checkServices(config),
      ]);
      const checks = [...machine, ...providers, ...services];
      stdout.write(json ? `${JSON.stringify({ checks })}\n` : doctorReport(checks, stdout));
      const cpu = providers.find(({ name }) => name === 'provider cpu');
      if (cpu?.status !== 'ok')
        throw new ModelTraceError('ENGINE_FAILED', `The provider cpu does not work: ${cpu?.found}`);
    });
}
