import { useEffect, useMemo } from 'preact/hooks';
import type { RunDetails } from '../../api/types.ts';
import { history } from '../../state/data.ts';
import { Resource } from '../../state/resource.ts';
import { api } from '../../state/session.ts';
import { useResource, type ResourceReading } from '../../state/use-resource.ts';

/** The log grows without events. */
const WHILE_RUNNING_MS = 2000;

export function useRun(id: string): ResourceReading<RunDetails> {
  const resource = useMemo(() => new Resource<RunDetails>((signal) => api.run(id, signal)), [id]);
  const reading = useResource(resource);
  const listed = history.value.value;
  const isOver = reading.value !== undefined && reading.value.outcome !== 'running';
  useEffect(() => {
    if (!isOver && resource.value.value !== undefined) resource.invalidate();
  }, [listed, resource, isOver]);
  const isRunning = reading.value?.outcome === 'running';
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => {
      resource.invalidate();
    }, WHILE_RUNNING_MS);
    return () => {
      clearInterval(timer);
    };
  }, [isRunning, resource]);
  return reading;
}
