import { InvalidArgumentError, Option, type Command } from 'commander';
import { SCOPES, type Scope } from '../../../domain/access/scope.ts';
import type { IssueAccessTokenResult } from '../../../application/issue-access-token.ts';
import type { CliSession } from './cli-session.ts';
import { EXIT_OK } from './exit-codes.ts';
import { timeArgument } from './arguments.ts';

const EXAMPLES = `
The token is printed once and stored nowhere. Add the printed entry, which has its digest, to api_tokens.
Scopes, each includes the ones before: read (view), operate (create, verify, pin, label and clean up backups),
admin (download and restore).

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
    .description('manage API tokens of the service')
    .addHelpText('after', EXAMPLES);
  token
    .command('create')
    .description('create a token and its configuration entry')
    .addOption(
      new Option('--scope <scope>', 'permissions of the token').choices(SCOPES).makeOptionMandatory(),
    )
    .option('--name <name>', 'name of the token in the log (default: the scope)')
    .addOption(
      new Option('--expires <time>', 'a day such as 2027-01-31 (UTC), or a time').argParser(dayOrTime),
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

/** The form of an entry in `api_tokens`. */
function entryOf({ token: { name, scope, sha256, expires } }: IssueAccessTokenResult): object {
  return { name, scope, sha256, ...(expires && { expires: expires.toISOString() }) };
}

function tokenText(issued: IssueAccessTokenResult): string {
  return [
    issued.secret,
    '',
    'It is shown only once. To accept it, add this to api_tokens:',
    JSON.stringify(entryOf(issued)),
  ].join('\n');
}

function dayOrTime(value: string): Date {
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return timeArgument(value);
  try {
    return timeArgument(`${value}T00:00Z`);
  } catch {
    throw new InvalidArgumentError('Expected a day such as 2027-01-31.');
  }
}
