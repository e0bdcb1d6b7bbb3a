export interface RunningSchedule {
  /**
   * Starts no more tasks, and resolves when none is running. Running tasks are cancelled after `withinMs` (default:
   * 30 s) without a partial file; the next start catches up.
   */
  stop(options?: { readonly withinMs?: number }): Promise<void>;
}
