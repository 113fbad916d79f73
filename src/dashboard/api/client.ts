/** HTTP requests to the API that serves this page. */
import type { ProblemCode, ProblemDocument } from '../../spec/api/index.js';

type FieldErrors = NonNullable<ProblemDocument['errors']>;

/**
 * A failed request: the problem (RFC 9457) that the API returned, or `status` 0 and `code` "offline" when the server
 * did not respond. The code is "unknown" if the response is not a problem document.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode | 'offline' | 'unknown',
    detail: string,
    readonly errors: FieldErrors = [],
  ) {
    super(detail);
  }
}

const STORAGE_KEY = 'sentimate.key';

/** Stores the API key, which all later requests send as a bearer token; it is deleted when the tab is closed. */
export const storeApiKey = (key: string): void => sessionStorage.setItem(STORAGE_KEY, key);

function requestHeaders(additional: Record<string, string> = {}): Record<string, string> {
  const key = sessionStorage.getItem(STORAGE_KEY);
  return { Accept: 'application/json', ...(key ? { Authorization: `Bearer ${key}` } : {}), ...additional };
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, cache: 'no-store' });
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    throw new ApiError(0, 'offline', 'The server does not respond.');
  }
}

async function toApiError(response: Response): Promise<ApiError> {
  // a proxy between may answer with something other than a problem document
  const body = (await response.json().catch(() => null)) as Partial<ProblemDocument> | null;
  return new ApiError(
    response.status,
    body?.code ?? 'unknown',
    body?.detail ?? body?.title ?? `status ${response.status}`,
    body?.errors ?? [],
  );
}

/** The latest response by path. An unchanged response (status 304) is neither transferred nor parsed again. */
const cache = new Map<string, { readonly etag: string; readonly data: unknown }>();
const MAX_CACHED = 300;

/**
 * GET with the ETag of the latest response. Returns the identical object when nothing has changed. Throws ApiError for
 * any status but 2xx and 304.
 */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  const cached = cache.get(path);
  const response = await send(path, {
    headers: requestHeaders(cached ? { 'If-None-Match': cached.etag } : {}),
    ...(signal ? { signal } : {}),
  });
  if (response.status === 304 && cached) return cached.data as T;
  if (!response.ok) throw await toApiError(response);
  const data = (await response.json()) as T;
  const etag = response.headers.get('ETag');
  cache.delete(path);
  if (etag) cache.set(path, { etag, data });
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
  return data;
}

/** POST of `body` as JSON, or without a body. Returns the parsed response; throws ApiError for any status but 2xx. */
export async function post<T>(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
  const response = await send(path, {
    method: 'POST',
    headers: requestHeaders({ ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw await toApiError(response);
  return (await response.json()) as T;
}

/** Fetches `path` as media type `accept` with the API key and saves it through the browser as `fileName`. */
export async function download(path: string, accept: string, fileName: string): Promise<void> {
  const response = await send(path, { headers: requestHeaders({ Accept: accept }) });
  if (!response.ok) throw await toApiError(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
