import { useEffect } from 'preact/hooks';
import type { ApiProblem } from '../api/api-problem.ts';
import type { Resource } from './resource.ts';

export interface ResourceReading<T> {
  readonly value: T | undefined;
  readonly problem: ApiProblem | undefined;
  readonly isLoading: boolean;
}

/** Watches the resource while the component is mounted. */
export function useResource<T>(resource: Resource<T>): ResourceReading<T> {
  useEffect(() => resource.watch(), [resource]);
  return {
    value: resource.value.value,
    problem: resource.problem.value,
    isLoading: resource.isLoading.value,
  };
}
