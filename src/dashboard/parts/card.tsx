import type { ComponentChildren } from 'preact';
import type { ApiError } from '../api/index.js';
import { Link, type Path } from './router.js';

interface PageHeadProps {
  /** Links to the pages above this one, outermost first. */
  readonly parents?: readonly (readonly [path: Path, text: ComponentChildren])[];
  readonly title: ComponentChildren;
  /** Shown after the title: badges, buttons, a line of details. */
  readonly children?: ComponentChildren;
}

/** The head of a page: breadcrumbs, the heading and what belongs to it. */
export const PageHead = ({ parents = [], title, children }: PageHeadProps) => (
  <div class="page-head">
    {parents.length > 0 && (
      <div class="crumbs">
        {parents.map(([path, text], i) => (
          <>
            {i > 0 && ' / '}
            <Link to={path}>{text}</Link>
          </>
        ))}
      </div>
    )}
    <h1>{title}</h1>
    {children}
  </div>
);

/** A short text in place of content that does not exist. */
export const Empty = ({ children }: { readonly children: ComponentChildren }) => <div class="empty">{children}</div>;

interface CardProps {
  readonly title: ComponentChildren;
  /** A short remark beside the title. */
  readonly note?: ComponentChildren;
  /** Shown at the end of the title line, such as buttons. */
  readonly end?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly class?: string;
}

/** A titled section of a page. */
export const Card = ({ title, note, end, children, class: className = '' }: CardProps) => (
  <section class={`card ${className}`} aria-label={typeof title === 'string' ? title : undefined}>
    <header class="card-head">
      <h2>{title}</h2>
      {note && <span class="soft">{note}</span>}
      {end && <span class="end">{end}</span>}
    </header>
    {children}
  </section>
);

/** The message of a failed request, with one line for each invalid field if there are several. */
export const ErrorMessage = ({ error }: { readonly error: ApiError }) => (
  <div class="problem" role="alert">
    {error.status === 404 ? 'Not found.' : error.message}
    {error.errors.length > 1 && (
      <ul>
        {error.errors.map(({ field, message }) => (
          <li key={field}>
            <code>{field}</code> {message}
          </li>
        ))}
      </ul>
    )}
  </div>
);

/** Shown until the first response has arrived: the error if the request failed, or that the page is loading. */
export const Loading = ({ error }: { readonly error: ApiError | undefined }) => (
  <div class="card">
    {error ? (
      <div class="card-body only">
        <ErrorMessage error={error} />
      </div>
    ) : (
      <Empty>Loading …</Empty>
    )}
  </div>
);
