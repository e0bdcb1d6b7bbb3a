import { useRef, useState } from 'preact/hooks';
import { problemFrom, type ApiProblem } from '../api/api-problem.ts';
import { reportProblem } from './toasts.ts';

export interface Action {
  readonly isBusy: boolean;
  readonly problem: ApiProblem | undefined;
  /** Runs one call at a time; never throws. */
  readonly run: (work: () => Promise<void>) => void;
}

/** @param toastText shows a failure as a toast instead of in `problem` */
export function useAction(toastText?: string): Action {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
  const isRunning = useRef(false);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    if (isRunning.current) return;
    isRunning.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      if (toastText === undefined) setProblem(problemFrom(error));
      else reportProblem(toastText, error);
    } finally {
      isRunning.current = false;
      setBusy(false);
    }
  };
  return { isBusy, problem, run: (work) => void attempt(work) };
}
