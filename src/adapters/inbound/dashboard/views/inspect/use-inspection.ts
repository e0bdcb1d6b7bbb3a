import { useEffect, useRef, useState } from 'preact/hooks';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import type { Inspection } from '../../api/types.ts';
import { api } from '../../state/session.ts';

export interface InspectionState {
  readonly inspection: Inspection | undefined;
  readonly problem: ApiProblem | undefined;
  readonly isLooking: boolean;
  readonly look: () => void;
  readonly cancel: () => void;
}

/** A look into a backup on demand. The service stops looking when nobody waits for it any more. */
export function useInspection(filename: string): InspectionState {
  const [inspection, setInspection] = useState<Inspection | undefined>(undefined);
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
  const [isLooking, setLooking] = useState(false);
  const current = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const look = async (): Promise<void> => {
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
    isLooking,
    look: () => void look(),
    cancel: () => current.current?.abort(),
  };
}
