import { script } from '@bomb.sh/tab';
import { capturedLog } from './captured-log.ts';

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
