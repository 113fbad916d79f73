/** Client of the HTTP API. */

import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type {
  Accepted,
  FineTune,
  FineTuneList,
  Match,
  MatchVerdict,
  PowerQuery,
  ProblemCode,
  ProblemDocument,
  Standings,
  Tournament,
  TournamentDryRun,
  Verdict,
} from '../../spec/api/index.js';
import { CliError } from './errors.js';

/** Limit of one request, because planning a large tournament takes seconds. */
const TIMEOUT_MS = 60_000;

/** An error answer of the service. The code `service` stands for no answer, or one that is not a problem document. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: ProblemCode | 'service',
    message: string,
  ) {
    super(message);
  }
}

/** Path segment of tournaments of arms and of matches of given contestants. */
export type Played = 'tournaments' | 'matches';

/** A problem in one line, prefixed with the first invalid field unless `detail` starts with it. */
export function problemLine(detail: string, errors: readonly { readonly field: string }[] = []): string {
  const [first] = errors;
  return first?.field && !detail.startsWith(first.field) ? `${first.field}: ${detail}` : detail;
}

/**
 * Client of the service at `url`, with an optional API key. Every method throws ApiError for an error answer and for a
 * service that cannot be reached, and CliError if `url` is not a URL.
 */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly key?: string | undefined,
  ) {}

  /** Plans and starts a tournament or match. */
  startTournament(spec: unknown, kind: Played = 'tournaments'): Promise<Accepted> {
    return this.request(`/${kind}`, spec);
  }
  /** Plan, cost and power; stores nothing. */
  dryRun(spec: unknown, question: PowerQuery = {}): Promise<TournamentDryRun> {
    const query = Object.entries(question).flatMap(([name, value]) =>
      value === undefined ? [] : [`&${name}=${value}`],
    );
    return this.request(`/tournaments?dryRun=true${query.join('')}`, spec);
  }
  /** A tournament or match with its progress. */
  tournament(id: string, kind: Played = 'tournaments'): Promise<Tournament | Match> {
    return this.request(`/${kind}/${id}`);
  }
  /** All fine-tunes of a tournament. */
  async fineTunes(id: string): Promise<readonly FineTune[]> {
    return (await this.request<FineTuneList>(`/tournaments/${id}/fine-tunes`)).data;
  }
  /** Ratings of all contestants so far. */
  standings(id: string, kind: Played = 'tournaments'): Promise<Standings> {
    return this.request(`/${kind}/${id}/standings`);
  }
  /** The verdict of a match; null for a match of more than two contestants. */
  async matchVerdict(id: string): Promise<MatchVerdict | null> {
    return this.request<MatchVerdict>(`/matches/${id}/verdict`).catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'not-found') return null;
      throw error;
    });
  }
  /** The verdict of a tournament of arms. */
  verdict(id: string): Promise<Verdict> {
    return this.request(`/tournaments/${id}/verdict`);
  }

  /** The JSON answer at `path`, for resources that only one command uses; `body` makes it a POST. */
  json<T>(path: string, body?: unknown): Promise<T> {
    return this.request(path, body);
  }
  /** The answer at `path` in another media type, as a stream. */
  async stream(path: string, accept: string): Promise<Readable> {
    const response = await this.respond(path, { headers: { accept } });
    if (!response.ok || response.body === null) throw await this.errorOf(response);
    return Readable.fromWeb(response.body as ReadableStream);
  }

  private at(path: string): URL {
    try {
      return new URL(path, this.url);
    } catch {
      throw new CliError('usage', `${this.url} is not a URL`);
    }
  }

  private async request<T>(path: string, body?: unknown): Promise<T> {
    const response = await this.respond(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw await this.errorOf(response);
    return (await response.json().catch(() => ({}))) as T;
  }

  private respond(path: string, init: RequestInit & { readonly headers: Record<string, string> }): Promise<Response> {
    const headers = { ...init.headers, ...(this.key ? { authorization: `Bearer ${this.key}` } : {}) };
    return fetch(this.at(path), { ...init, headers }).catch((error: Error) => {
      const cause = (error.cause ?? error) as Error & { code?: unknown };
      // system errors get their message in errors.ts
      if (cause instanceof AggregateError || typeof cause.code === 'string') throw error;
      throw new ApiError('service', `${this.url} cannot be reached: ${cause.message}`);
    });
  }

  private async errorOf(response: Response): Promise<ApiError> {
    const problem = (await response.json().catch(() => ({}))) as Partial<ProblemDocument>;
    const { code = 'service', detail, errors } = problem;
    const message = detail ?? errors?.[0]?.message ?? `the service answered with status ${response.status}`;
    return new ApiError(code, problemLine(message, errors));
  }
}
