import { Writable } from 'node:stream';
import type {
  CliEnvironment,
  CliServices,
  ServicesRequest,
} from '../../../src/adapters/inbound/cli/cli-environment.ts';
import { runCli } from '../../../src/adapters/inbound/cli/run-cli.ts';
import { fakeServices } from './fake-services.ts';

class Sink extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns = 120;

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

export interface Invocation {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the composition was asked for; empty when it was not needed. */
  readonly requests: readonly ServicesRequest[];
  json(): unknown;
}

export interface World {
  readonly services?: Partial<CliServices>;
  readonly environment?: Partial<CliEnvironment>;
}

/** Runs the command line in this process against fakes. */
export async function invoke(
  argv: readonly string[],
  { services, environment }: World = {},
): Promise<Invocation> {
  const requests: ServicesRequest[] = [];
  const stdout = new Sink(false);
  const stderr = new Sink(environment?.isTerminal === true);
  const exitCode = await runCli(argv, {
    loadServices: (request) => {
      requests.push(request);
      return Promise.resolve(fakeServices(services));
    },
    startService: () => Promise.reject(new Error('this test starts no service')),
    loadIssueAccessToken: () => Promise.reject(new Error('this test makes no token')),
    stdout,
    stderr,
    isTerminal: false,
    isStdoutTerminal: false,
    version: '9.8.7',
    signal: new AbortController().signal,
    cwd: '/home/user',
    ...environment,
  });
  return {
    exitCode,
    stdout: stdout.text,
    stderr: stderr.text,
    requests,
    json: () => JSON.parse(stdout.text) as unknown,
  };
}

/** A use case that fails. */
export function failing(error: unknown): { execute: () => Promise<never> } {
  return {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what is thrown is the test's affair
    execute: () => Promise.reject(error),
  };
}

/** A use case that notes the commands it got and answers as `fake` does. */
export function recording<Command, Result>(
  fake: {
    execute(command: Command, options: { readonly signal?: AbortSignal | undefined }): Promise<Result>;
  },
  commands: Command[],
): typeof fake {
  return {
    execute: (command, options) => {
      commands.push(command);
      return fake.execute(command, options);
    },
  };
}
