import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { BackupManagerException } from '../../../domain/exceptions/backup-manager-exception.ts';
import type { RunEvent, RunListener } from '../../../application/ports/run-listener.ts';
import type { CliEnvironment, CliServices } from './cli-environment.ts';
import type { ConsoleOutput } from './presentation/console-output.ts';
import type { ProgressBar } from './presentation/progress-bar.ts';
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

/** Shows the warnings of runs, and their progress if there is a bar. */
class ConsoleListener implements RunListener {
  readonly #output: ConsoleOutput;
  readonly #bar: ProgressBar | undefined;
  /** One bar cannot show several runs. */
  readonly #running = new Set<string>();

  constructor(output: ConsoleOutput, bar: ProgressBar | undefined) {
    this.#output = output;
    this.#bar = bar;
  }

  onRunEvent(event: RunEvent): void {
    if (event.type === 'detail') return;
    if (event.type === 'started') this.#running.add(event.run.id);
    if (event.type === 'succeeded' || event.type === 'failed') this.#running.delete(event.run.id);
    if (event.type === 'progress') {
      if (this.#running.size > 1) return;
      this.#bar?.show(event.phase, event.doneBytes, event.totalBytes, event.walGrowthBytes);
      return;
    }
    // Only one writer may use the line, and a failed run must not leave a timer behind.
    this.#bar?.clear();
    if (event.type === 'warning') {
      this.#output.notice(`warning: ${event.message}`);
      if (event.hint !== '') this.#output.notice(`hint: ${event.hint}`);
    }
  }
}
