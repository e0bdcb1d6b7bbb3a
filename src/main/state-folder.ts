import { isAbsolute, join } from 'node:path';

const PROGRAM = 'sqlite-backup-manager';

/**
 * The state directory of the user's programs: systemd's StateDirectory, else the XDG state directory
 * (https://specifications.freedesktop.org/basedir-spec/latest/). `undefined` where the environment names none.
 */
export function stateFolder(env: NodeJS.ProcessEnv): string | undefined {
  // systemd separates several directories by colons.
  const ofService = env['STATE_DIRECTORY']?.split(':')[0] ?? '';
  if (isAbsolute(ofService)) return ofService;
  const stateHome = env['XDG_STATE_HOME'] ?? '';
  if (isAbsolute(stateHome)) return join(stateHome, PROGRAM);
  const home = env['HOME'] ?? '';
  return isAbsolute(home) ? join(home, '.local', 'state', PROGRAM) : undefined;
}
