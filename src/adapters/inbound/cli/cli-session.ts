import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import type { RunListener } from '../../../application/ports/run-listener.ts';
import type { CliEnvironment, CliServices } from './cli-environment.ts';
import { ConsoleListener } from './presentation/console-listener.ts';
import type { ConsoleOutput } from './presentation/console-output.ts';
import { GLOBAL_SETTING_FLAGS, overridesFrom, type SettingFlag } from './setting-flags.ts';

/** Notifications may take 15 s; a run history or log file that takes longer hangs. */
const CLOSE_MS = 30_000;
/** After work that was abandoned because its disk hangs. */
const HANGING_CLOSE_MS = 400;

/** One invocation: its output, its services and its exit code. */
export class CliSession {
  readonly environment: CliEnvironment;
  readonly output: ConsoleOutput;
  exitCode = 0;
  /** Whether the stack of an internal error is in the log file. */
  internalErrorLogged = false;

  constructor(environment: CliEnvironment, output: ConsoleOutput) {
    this.environment = environment;
    this.output = output;
  }

  /** Builds the services from the command's flags, runs `work` and closes them. `work` returns the exit code. */
  async run(
    command: Command,
    settingFlags: readonly SettingFlag[],
    work: (services: CliServices) => Promise<number>,
  ): Promise<void> {
    const options = command.optsWithGlobals<Record<string, unknown> & { config?: string }>();
    const services = await this.environment.loadServices({
      configFile: options.config,
      overrides: overridesFrom(options, [...GLOBAL_SETTING_FLAGS, ...settingFlags]),
      quiet: this.output.quiet,
      listeners: await this.#listeners(),
    });
    let closeMs = CLOSE_MS;
    try {
      this.exitCode = await services.withinDeadline(work(services));
    } catch (error) {
      if (error instanceof BackupManagerException && error.details['hangs'] === true)
        closeMs = HANGING_CLOSE_MS;
      this.#log(services, error);
      throw error;
    } finally {
      // The run history and the log file may be on a disk that hangs.
      await Promise.race([services.close(), delay(closeMs, undefined, { ref: false })]);
    }
  }

  async #listeners(): Promise<readonly RunListener[]> {
    if (this.output.quiet) return [];
    if (!this.environment.isTerminal) return [new ConsoleListener(this.output, undefined)];
    const { ProgressBar } = await import('./presentation/progress-bar.ts');
    return [new ConsoleListener(this.output, new ProgressBar(this.environment.stderr))];
  }

  #log(services: CliServices, error: unknown): void {
    if (error instanceof BackupManagerException || this.environment.signal.aborted) return;
    services.logger.error('internal error', error);
    this.internalErrorLogged = true;
  }
}
