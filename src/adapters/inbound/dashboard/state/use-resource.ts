import { useEffect } from 'preact/hooks';
import type { ApiProblem } from '../api/api-problem.ts';
import type { Resource } from './resource.ts';

export interface ResourceReading<T> {
  readonly value: T | undefined;
  readonly problem: ApiProblem | undefined;
  readonly isLoading: boolean;
}

/** Keeps a resource read while the component is on the page, and the component drawn as it changes. */
export function useResource<T>(resource: Resource<T>): ResourceReading<T> {
  useEffect(() => resource.watch(), [resource]);
  return {
    value: resource.value.value,
    problem: resource.problem.value,
    isLoading: resource.isLoading.value,
  };
}
