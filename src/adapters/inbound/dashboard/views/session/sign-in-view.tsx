import { useId, useRef, useState } from 'preact/hooks';
import { problemFrom, type ApiProblem } from '../../api/api-problem.ts';
import { Button } from '../../components/button.tsx';
import { ProblemNote } from '../../components/problem-note.tsx';
import { t } from '../../i18n/t.ts';
import { isOpenWithoutToken, openSession, refusal, signIn } from '../../state/session.ts';

const VISIBLE = { type: 'text' } as const;
const HIDDEN = { type: 'password' } as const;

/** Shown when the service wants to know who asks, and to who wants to say. */
export function SignInView() {
  const [problem, setProblem] = useState<ApiProblem | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      setProblem(problemFrom(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="sign-in">
      <div class="card">
        <h1>{t('session.title')}</h1>
        <p class="quiet">{t(reasonKey())}</p>
        <TokenForm
          isBusy={isBusy}
          problem={problem}
          onToken={(secret, isKept) => void attempt(() => signIn(secret, isKept))}
        />
        {isOpenWithoutToken.value && (
          <Button kind="plain" disabled={isBusy} onClick={() => void attempt(openSession)}>
            {t('session.later')}
          </Button>
        )}
      </div>
      <WhereFrom />
    </section>
  );
}

function reasonKey() {
  if (refusal.value !== undefined) return 'session.ended';
  return isOpenWithoutToken.value ? 'session.more' : 'session.why';
}

interface TokenFormProps {
  readonly isBusy: boolean;
  readonly problem: ApiProblem | undefined;
  readonly onToken: (secret: string, isKept: boolean) => void;
}

function TokenForm({ isBusy, problem, onToken }: TokenFormProps) {
  const [secret, setSecret] = useState('');
  const [isKept, setKept] = useState(false);
  const [isEmpty, setEmpty] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // What the API says to a program is no help to who has just typed.
  const isRefused = problem?.status === 401;
  const submit = (event: Event): void => {
    event.preventDefault();
    const trimmed = secret.trim();
    setEmpty(trimmed === '');
    if (trimmed === '') field.current?.focus();
    else if (!isBusy) onToken(trimmed, isKept);
  };
  return (
    <form class="stack" onSubmit={submit}>
      <TokenField
        fieldRef={field}
        secret={secret}
        complaint={isEmpty ? t('session.empty') : isRefused ? t('session.refused') : undefined}
        onSecret={setSecret}
      />
      {problem !== undefined && !isRefused && <ProblemNote problem={problem} />}
      <label class="check">
        <input
          type="checkbox"
          checked={isKept}
          onChange={(event) => {
            setKept(event.currentTarget.checked);
          }}
        />
        <span>
          {t('session.remember')}
          <br />
          <span class="quiet small">{t('session.rememberHint')}</span>
        </span>
      </label>
      <Button kind="primary" type="submit" isBusy={isBusy}>
        {t(isBusy ? 'session.checking' : 'session.submit')}
      </Button>
    </form>
  );
}

interface TokenFieldProps {
  readonly fieldRef: { readonly current: HTMLInputElement | null };
  readonly secret: string;
  /** What is wrong with it. */
  readonly complaint: string | undefined;
  readonly onSecret: (secret: string) => void;
}

function TokenField({ fieldRef, secret, complaint, onSecret }: TokenFieldProps) {
  const [isShown, setShown] = useState(false);
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t('session.token')}</label>
      <div class="token-field">
        <input
          id={id}
          ref={fieldRef}
          {...(isShown ? VISIBLE : HIDDEN)}
          value={secret}
          autocomplete="current-password"
          autocapitalize="off"
          spellcheck={false}
          autofocus
          aria-invalid={complaint !== undefined || undefined}
          aria-describedby={complaint === undefined ? undefined : `${id}-problem`}
          onInput={(event) => {
            onSecret(event.currentTarget.value);
          }}
        />
        <Button
          aria-pressed={isShown}
          onClick={() => {
            setShown(!isShown);
          }}
        >
          {t(isShown ? 'session.hide' : 'session.show')}
        </Button>
      </div>
      {complaint !== undefined && (
        <p class="field-problem" id={`${id}-problem`} role="alert">
          {complaint}
        </p>
      )}
    </div>
  );
}

function WhereFrom() {
  return (
    <details>
      <summary>{t('session.where')}</summary>
      <p>{t('session.whereMake')}</p>
      <pre tabIndex={0}>backup-manager token create --scope operate</pre>
      <p>{t('session.whereFirst')}</p>
      <pre tabIndex={0}>.state/api-token</pre>
    </details>
  );
}
