import { Name } from '../../components/name.tsx';
import { Time } from '../../components/time.tsx';

/** What is to be put back. */
export interface RestoreSubject {
  readonly filename: string;
  /** `null`: nobody knows; the service will refuse it and say what to do. */
  readonly database: string | null;
  readonly createdAt: string;
}

/** The places of texts such as "Restore {name} from {when}". */
export function subjectValues({ database, filename, createdAt }: RestoreSubject) {
  return {
    name: <Name>{database ?? filename}</Name>,
    when: <Time at={createdAt} form="absolute" />,
  };
}
