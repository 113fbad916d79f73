/** Requests to the API that serves this page. */

export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** A problem (RFC 9457) that the API answered, or `offline` when there was no answer. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(detail);
  }
}

const KEY = 'sentimate.key';

/** The bearer key lives as long as the tab. */
export const keepKey = (key: string): void => sessionStorage.setItem(KEY, key);

function headers(more: Record<string, string> = {}): Record<string, string> {
  const key = sessionStorage.getItem(KEY);
  return { Accept: 'application/json', ...(key ? { Authorization: `Bearer ${key}` } : {}), ...more };
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, cache: 'no-store' });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new ApiError(0, 'offline', 'the server does not answer');
  }
}

async function problemOf(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as {
    code?: string;
    detail?: string;
    title?: string;
    errors?: FieldError[];
  } | null;
  return new ApiError(
    response.status,
    body?.code ?? 'unknown',
    body?.detail ?? body?.title ?? `status ${response.status}`,
    body?.errors ?? [],
  );
}

/** What was answered last, by path: an unchanged answer is neither sent nor parsed again. */
const known = new Map<string, { readonly etag: string; readonly data: unknown }>();
const MOST_KNOWN = 300;

/** GET with the ETag of the last answer; the same object again when nothing has changed. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const before = known.get(path);
  const response = await send(path, {
    headers: headers(before ? { 'If-None-Match': before.etag } : {}),
    ...(signal ? { signal } : {}),
  });
  if (response.status === 304 && before) return before.data as T;
  if (!response.ok) throw await problemOf(response);
  const data = (await response.json()) as T;
  const etag = response.headers.get('ETag');
  known.delete(path);
  if (etag) known.set(path, { etag, data });
  if (known.size > MOST_KNOWN) known.delete(known.keys().next().value!);
  return data;
}

export async function post<T>(path: string, body?: unknown, more: Record<string, string> = {}): Promise<T> {
  const response = await send(path, {
    method: 'POST',
    headers: headers({ ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...more }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as T;
}

/** Fetches a file with the key and hands it to the browser's downloads. */
export async function download(path: string, accept: string, name: string): Promise<void> {
  const response = await send(path, { headers: headers({ Accept: accept }) });
  if (!response.ok) throw await problemOf(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
