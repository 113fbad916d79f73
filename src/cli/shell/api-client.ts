/** The HTTP API as a user would call it. */

import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Power } from '../../tournament/plan/index.js';
import type { ExternalScale, Standings } from '../../tournament/standings/index.js';
import type { MatchVerdict, Verdict } from '../../tournament/verdict/index.js';
import type { FineTuneState, TournamentState } from '../../vocabulary/index.js';
import { CliError } from './errors.js';

/** Planning a large tournament takes seconds. */
const TIMEOUT_MS = 60_000;

export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Accepted {
  readonly id: string;
  readonly games: number;
  readonly fineTunes: number;
}

export interface TournamentView {
  readonly id: string;
  readonly name: string;
  readonly state: TournamentState;
  /** Rises with everything that could change what is shown. */
  readonly version: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly progress: {
    readonly games: number;
    readonly done: number;
    readonly claimed: number;
    readonly fineTunes: Readonly<Record<FineTuneState, number>>;
  };
}

export interface FineTuneView {
  readonly id: string;
  readonly state: FineTuneState;
  readonly step: number;
  readonly recipe: {
    readonly seed: number;
    readonly treatment: { readonly tone: string; readonly dose: { readonly steps: number } };
  };
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly checks: {
    readonly samples: readonly { readonly prompt: string; readonly child: string; readonly base: string }[];
  } | null;
}

export interface DryRun {
  readonly spec: unknown;
  readonly planHash: string;
  readonly games: number;
  readonly fineTunes: number;
  readonly contestants: readonly string[];
  readonly cost: {
    readonly trainingSteps: number;
    readonly flop: { readonly total: number };
    readonly seconds: { readonly fineTunes: number; readonly games: number };
  };
  readonly power: Power | null;
}

/** As the API gives them. */
export type StandingsView = Standings & { readonly external?: ExternalScale | null };

/** The two kinds of what is played, as routes call them. */
export type Played = 'tournaments' | 'matches';

interface ProblemBody {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** A problem as one line that names the first field that is wrong. */
export function problemLine(detail: string, errors: readonly { readonly field: string }[] = []): string {
  const [first] = errors;
  return first?.field && !detail.startsWith(first.field) ? `${first.field}: ${detail}` : detail;
}

export class ApiClient {
  constructor(
    readonly url: string,
    private readonly key?: string | undefined,
  ) {}

  startTournament(spec: unknown, kind: Played = 'tournaments'): Promise<Accepted> {
    return this.request(`/${kind}`, spec);
  }
  /** `gap` and `spread`, Elo: what the plan should be able to show, and the between-seed spread to reckon with. */
  dryRun(
    spec: unknown,
    question: { readonly gap?: number | undefined; readonly spread?: number | undefined } = {},
  ): Promise<DryRun> {
    const asked = Object.entries(question).flatMap(([name, value]) =>
      value === undefined ? [] : [`&${name}=${value}`],
    );
    return this.request(`/tournaments?dryRun=true${asked.join('')}`, spec);
  }
  tournament(id: string, kind: Played = 'tournaments'): Promise<TournamentView> {
    return this.request(`/${kind}/${id}`);
  }
  async fineTunes(id: string): Promise<readonly FineTuneView[]> {
    return (await this.request<{ data: readonly FineTuneView[] }>(`/tournaments/${id}/fine-tunes`)).data;
  }
  standings(id: string, kind: Played = 'tournaments'): Promise<StandingsView> {
    return this.request(`/${kind}/${id}/standings`);
  }
  /** Null for a match of more than two contestants. */
  async matchVerdict(id: string): Promise<MatchVerdict | null> {
    return this.request<MatchVerdict>(`/matches/${id}/verdict`).catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'not-found') return null;
      throw error;
    });
  }
  verdict(id: string): Promise<Verdict> {
    return this.request(`/tournaments/${id}/verdict`);
  }

  /** Any JSON answer by its path, for resources that one command alone asks for. */
  json<T>(path: string, body?: unknown): Promise<T> {
    return this.request(path, body);
  }
  /** An answer of another media type, as it comes. */
  async stream(path: string, accept: string): Promise<Readable> {
    const response = await this.respond(path, { headers: { accept } });
    if (!response.ok || response.body === null) throw await this.errorOf(response);
    return Readable.fromWeb(response.body as ReadableStream);
  }

  private at(path: string): URL {
    try {
      return new URL(path, this.url);
    } catch {
      throw new CliError('usage', `${this.url} is no URL`);
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
      // the system's reason has words of its own
      if (cause instanceof AggregateError || typeof cause.code === 'string') throw error;
      throw new ApiError('service', `${this.url} cannot be reached: ${cause.message}`);
    });
  }

  private async errorOf(response: Response): Promise<ApiError> {
    const problem = (await response.json().catch(() => ({}))) as ProblemBody;
    const { code = 'service', detail, errors } = problem;
    const words = detail ?? errors?.[0]?.message ?? `the service answered with status ${response.status}`;
    return new ApiError(code, problemLine(words, errors));
  }
}
