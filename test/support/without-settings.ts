/** The environment for a process of the product: none of the machine's own `BACKUP_*` variables reach it. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !key.startsWith('BACKUP_')));
}
