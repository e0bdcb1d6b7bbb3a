import type { Command } from 'commander';

const GUIDE_FLAGS: ReadonlyMap<string, string> = new Map(
  ['create', 'list', 'cleanup', 'verify', 'health', 'stats'].map((verb) => [`--${verb}`, verb]),
);

/**
 * Turns the user guide's flag forms into commands: `--cleanup --keep-days 3` is `cleanup --keep-days 3`.
 * Applies only to calls without a command: in `create --verify full`, `--verify` is a flag of `create`.
 */
export function rewriteGuideFlags(argv: readonly string[], program: Command): readonly string[] {
  const takesValue = flagsWithValue(program);
  for (let index = 0; index < argv.length; index += 1) {
    const token = argv[index] ?? '';
    const [flag = '', value] = splitAtEquals(token);
    const verb = GUIDE_FLAGS.get(flag);
    if (verb !== undefined) {
      const argument = value === undefined ? [] : [value];
      return [verb, ...argv.slice(0, index), ...argument, ...argv.slice(index + 1)];
    }
    if (token === '--' || !token.startsWith('-')) return argv;
    if (value === undefined && takesValue.has(flag)) index += 1;
  }
  return argv;
}

function splitAtEquals(token: string): readonly string[] {
  const equals = token.indexOf('=');
  return equals === -1 ? [token] : [token.slice(0, equals), token.slice(equals + 1)];
}

function flagsWithValue(program: Command): ReadonlySet<string | undefined> {
  const options = [program, ...program.commands].flatMap((command) => command.options);
  return new Set(options.filter(({ required }) => required).map(({ long }) => long));
}
