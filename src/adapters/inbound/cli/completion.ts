/* eslint-disable no-console -- the completion library prints with console.log and offers no other output */
import tab from '@bomb.sh/tab/commander';
import { script, ShellCompDirective, type RootCommand } from '@bomb.sh/tab';
import type { Command } from 'commander';
import type { CliSession } from './cli-session.ts';

const COMMANDS_ON_BACKUPS = ['verify', 'restore', 'pin', 'unpin', 'label', 'adopt', 'copy'];
/** Shells expand candidates: a hostile file name must not become a command. */
const SAFE_NAME = /^[\w.+@%-]+$/;

/** Answers a shell's `complete -- <words>`: one candidate a line, then the directive for the shell. */
export async function answerCompletion(
  program: Command,
  argv: readonly string[],
  session: CliSession,
): Promise<void> {
  const words = argv[0] === '--' ? argv.slice(1) : argv;
  const filenames = COMMANDS_ON_BACKUPS.some((verb) => words.includes(verb))
    ? await backupNames(session)
    : [];
  const root = tab(program);
  root.commands.delete('complete');
  offerGlobalFlags(root);
  for (const verb of COMMANDS_ON_BACKUPS) {
    root.commands.get(verb)?.argument('file', (offer) => {
      for (const filename of filenames) offer(filename, '');
    });
  }
  const lines = capturedLog(() => {
    root.parse([...words]);
  });
  // Without a candidate the shell completes file names.
  const answer = lines.length > 1 ? lines : [`:${String(ShellCompDirective.ShellCompDirectiveDefault)}`];
  session.output.raw(answer.map((line) => `${line}\n`).join(''));
}

/** The library offers global flags only before a command; ours are valid after it too. */
function offerGlobalFlags(root: RootCommand): void {
  for (const command of root.commands.values()) {
    for (const [name, option] of root.options) {
      if (!command.options.has(name)) command.options.set(name, option);
    }
  }
}

/** Never fails: without a readable configuration or directory there are no names. */
async function backupNames({ environment }: CliSession): Promise<readonly string[]> {
  try {
    const services = await environment.loadServices({
      configFile: undefined,
      overrides: {},
      quiet: true,
      listeners: [],
    });
    try {
      const { restorePoints } = await services.listBackups.execute({});
      return restorePoints.map(({ filename }) => filename).filter((filename) => SAFE_NAME.test(filename));
    } finally {
      await services.close();
    }
  } catch {
    return [];
  }
}

/** Corrections of the library's bash script. */
const BASH_REPAIRS: readonly (readonly [found: RegExp, repaired: string])[] = [
  // Unquoted, a command substitution in the typed line would run at each TAB.
  [/complete -- \$\{words\[@\]:1\}"/, `complete -- $(printf '%q ' "\${words[@]:1}")"`],
  // Sourcing ~/.bashrc twice prints errors for read-only variables.
  [/^readonly (?=ShellComp)/gm, ''],
  // Without a candidate, bash completes file names.
  [/^complete -F /m, 'complete -o default -F '],
];

/** The completion script; the shell calls `<program> complete -- <words>` at each TAB. */
export function completionScript(shell: string, programName: string): string {
  const text = capturedLog(() => {
    script(shell, programName, programName);
  }).join('\n');
  const repairs = shell === 'bash' ? BASH_REPAIRS : [];
  return `${repairs.reduce((current, [found, repaired]) => current.replace(found, () => repaired), text)}\n`;
}

/** The lines that `work` prints with `console.log`. `work` is synchronous, so nothing else can print meanwhile. */
function capturedLog(work: () => void): readonly string[] {
  const lines: string[] = [];
  const original = console.log;
  console.log = (line: string) => {
    lines.push(line);
  };
  try {
    work();
  } finally {
    console.log = original;
  }
  return lines;
}
