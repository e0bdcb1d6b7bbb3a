import { useEffect, useRef, useState } from 'preact/hooks';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import type { Inspection } from '../../api/types.ts';
import { api } from '../../state/session.ts';

export interface InspectionState {
  readonly inspection: Inspection | undefined;
  readonly problem: ApiProblem | undefined;
  readonly isInspecting: boolean;
  readonly style: () => void;
  readonly cancel: () => void;
}

/** An abort also stops the inspection in the service. */
export function useInspection(filename: string): InspectionState {
  const [inspection, setInspection] = useState<Inspection | undefined>(undefined);
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
  const [isInspecting, setLooking] = useState(false);
  const current = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const style = async (): Promise<void> => {
    const stopping = new AbortController();
    current.current = stopping;
    setLooking(true);
    setProblem(undefined);
    try {
      setInspection(await api.inspect(filename, stopping.signal));
    } catch (error) {
      if (!stopping.signal.aborted) setProblem(problemFrom(error));
    } finally {
      setLooking(false);
    }
  };
  return {
    inspection,
    problem,
    isInspecting,
    style: () => void style(),
    cancel: () => current.current?.abort(),
  };
}
