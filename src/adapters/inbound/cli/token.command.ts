import { InvalidArgumentError, Option, type Command } from 'commander';
import { SCOPES, type Scope } from '../../../domain/access/scope.ts';
import type { IssueAccessTokenResult } from '../../../application/issue-access-token.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { momentArgument } from './moment-argument.ts';

const EXAMPLES = `
The token is printed once and kept nowhere. The entry with its digest goes into api_tokens of the configuration.
Scopes, each with the one before: read (look), operate (make, verify and tend backups), admin (take data out, put it
back).

Examples:
  backup-manager token create --scope read --name monitoring
  backup-manager token create --scope admin --expires 2027-01-31`;

interface CreateOptions {
  readonly scope: Scope;
  readonly name?: string;
  readonly expires?: Date;
}

export function addTokenCommand(program: Command, session: CliSession): void {
  const token = program
    .command('token')
    .description('tokens for callers of the service')
    .addHelpText('after', EXAMPLES);
  token
    .command('create')
    .description('make a token, and the entry of the configuration that lets it in')
    .addOption(new Option('--scope <scope>', 'what it may do').choices(SCOPES).makeOptionMandatory())
    .option('--name <name>', 'who it is for, in the log (default: the scope)')
    .addOption(
      new Option('--expires <moment>', 'a day such as 2027-01-31 (UTC), or a moment').argParser(dayOrMoment),
    )
    .addHelpText('after', EXAMPLES)
    .action(async ({ scope, name, expires }: CreateOptions) => {
      const issueAccessToken = await session.environment.loadIssueAccessToken();
      const issued = issueAccessToken.execute({ scope, name, expires });
      session.output.result(
        () => ({ token: issued.secret, entry: entryOf(issued) }),
        () => tokenText(issued),
      );
      session.exitCode = EXIT_OK;
    });
}

/** As it is written in `api_tokens`. */
function entryOf({ token: { name, scope, sha256, expires } }: IssueAccessTokenResult): object {
  return { name, scope, sha256, ...(expires && { expires: expires.toISOString() }) };
}

function tokenText(issued: IssueAccessTokenResult): string {
  return [
    issued.secret,
    '',
    'It is shown this once. To let it in, add to api_tokens:',
    JSON.stringify(entryOf(issued)),
  ].join('\n');
}

function dayOrMoment(value: string): Date {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return momentArgument(value);
  try {
    return momentArgument(`${value}T00:00Z`);
  } catch {
    throw new InvalidArgumentError('A day is needed, such as 2027-01-31.');
  }
}
