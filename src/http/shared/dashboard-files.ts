import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { projectRoot } from '../../files/index.js';

/** Returns the folder of the dashboard that Vite built. */
const dashboardDir = (): string => join(projectRoot(), 'dist', 'dashboard');

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

/**
 * Content Security Policy: nothing from other origins, no inline scripts or styles. Piece images are `data:` URLs in
 * the style sheet. Pages send requests to their own origin only.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Page {
  readonly type: string;
  readonly body: Buffer;
  readonly compressed: Buffer;
  readonly etag: string;
}

function readPage(path: string): Page {
  const body = readFileSync(path);
  return {
    type: TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    body,
    compressed: gzipSync(body),
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  };
}

function send(request: FastifyRequest, reply: FastifyReply, page: Page, cache: string): FastifyReply {
  reply
    .header('Cache-Control', cache)
    .header('ETag', page.etag)
    .header('Vary', 'Accept-Encoding')
    .header('Content-Security-Policy', POLICY);
  if (request.headers['if-none-match'] === page.etag) return reply.code(304).send();
  reply.type(page.type);
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(page.body);
  return reply.header('Content-Encoding', 'gzip').send(page.compressed);
}

/**
 * The dashboard: one page at `/` and its files below `/assets/`, whose names change with their content. All files (some
 * hundred kilobytes) are read into memory at start, so that no request names a path in the file system. Without a
 * build, `/` redirects to the API's document.
 */
export const dashboardRoutes =
  (dir: string = dashboardDir()): FastifyPluginAsync =>
  async (app) => {
    const hide = { schema: { hide: true } };
    const index = join(dir, 'index.html');
    if (!existsSync(index)) {
      app.get('/', hide, async (_request, reply) => reply.redirect('/docs'));
      return;
    }
    const start = readPage(index);
    const assets = new Map(readdirSync(join(dir, 'assets')).map((name) => [name, readPage(join(dir, 'assets', name))]));
    app.get('/', hide, (request, reply) => send(request, reply, start, 'no-cache'));
    app.get<{ Params: { name: string } }>('/assets/:name', hide, (request, reply) => {
      const page = assets.get(request.params.name);
      return page ? send(request, reply, page, 'public, max-age=31536000, immutable') : reply.callNotFound();
    });
  };

/** True for the dashboard's files, which need no key: the page asks for one and sends it with its API requests. */
export const isDashboard = (path: string): boolean => path === '/' || path.startsWith('/assets/');
