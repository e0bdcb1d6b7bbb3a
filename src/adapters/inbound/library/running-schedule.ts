/** A schedule at work inside an application. */
export interface RunningSchedule {
  /**
   * Begins nothing any more, and resolves when nothing of it is at work. What is at work may come to its end within
   * `withinMs` (30 s unless it says otherwise) and is cancelled then, which leaves nothing partial; the next start
   * makes up for it.
   */
  stop(options?: { readonly withinMs?: number }): Promise<void>;
}
