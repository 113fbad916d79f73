import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import multipart, { type MultipartFile } from '@fastify/multipart';
import Type from 'typebox';
import { importGames } from '../../chess/dataset/index.js';
import { importDialogue } from '../../dialogue/read/index.js';
import { importClassifier } from '../../dialogue/tone/index.js';
import { datasetDir, FileError } from '../../files/index.js';
import {
  Dataset,
  DatasetPage,
  type DatasetProfile,
  DEFAULT_LIMIT,
  IdParams,
  PageQuery,
  UploadQuery,
} from '../../spec/api/index.js';
import type { DatasetRow } from '../../store/base/index.js';
import { deleteDataset, getDataset, insertDataset, listDatasets } from '../../store/library/index.js';
import { isHash } from '../../vocabulary/index.js';
import type { ApiApp, ApiRoutes, Context } from '../shared/index.js';
import { decodeCursor, notFound, Problem, pageFrom } from '../shared/index.js';

const tags = ['datasets'];

/** Maximum size of one upload in bytes, as sent. */
const MAX_UPLOAD = 512 * 1024 * 1024;
/** Maximum size in bytes that a compressed upload may expand to. */
const MAX_EXPANDED = 4 * MAX_UPLOAD;

/** Returns a row as the API answers it. Only importers write the profile. */
const datasetOf = ({ address, kind, name, createdAt, profile }: DatasetRow): Dataset => ({
  address,
  object: 'dataset',
  kind,
  name,
  createdAt: createdAt.toISOString(),
  profile: profile as DatasetProfile,
});

/** Returns a harmless file name. Of an upload's name only the extension matters: it names the format. */
const safeName = ({ filename }: MultipartFile): string =>
  /^[\w. -]{1,100}$/.exec(filename)?.[0]?.replace(/^[.\s]+/, '') || 'upload';

/** Datasets: import, list, profile, delete. */
export const datasetRoutes =
  (context: Context): ApiRoutes =>
  async (app) => {
    await app.register(multipart, { limits: { files: 1, fields: 0, fileSize: context.maxUpload ?? MAX_UPLOAD } });
    addCreate(app, context);
    addList(app, context);
    addDetail(app, context);
    addDelete(app, context);
  };

function addCreate(app: ApiApp, context: Context): void {
  const { db, maxUpload = MAX_UPLOAD } = context;
  app.post(
    '/datasets',
    {
      schema: {
        tags,
        operationId: 'createDataset',
        summary: 'Import one file of games or dialogue, or a classifier',
        description:
          `multipart/form-data with one file of at most ${maxUpload / 2 ** 20} MiB: PGN (also .gz, .zst), ` +
          "DialoGPT's tsv, JSON lines of pairs, or chitchat-dataset's JSON; of the kind `classifier` the file that " +
          '`sentimate sentiment train --out` writes.',
        querystring: UploadQuery,
        consumes: ['multipart/form-data'],
        response: { 201: Dataset },
      },
    },
    async (request, reply) => {
      checkQuery(request.query);
      if (!request.isMultipart()) throw new Problem('unsupported-media-type', 'send multipart/form-data with one file');
      const file = await request.file();
      if (!file) throw new Problem('bad-upload', 'there is no file in the form');
      const row = await importUpload(file, request.query, context);
      await insertDataset(db.pool, row);
      return reply
        .code(201)
        .header('Location', `/datasets/${row.address}`)
        .send(datasetOf((await getDataset(db.pool, row.address))!));
    },
  );
}

function addList(app: ApiApp, { db }: Context): void {
  app.get(
    '/datasets',
    {
      schema: {
        tags,
        operationId: 'listDatasets',
        summary: 'Datasets, newest first',
        querystring: PageQuery,
        response: { 200: DatasetPage },
      },
    },
    async (request) => {
      const { after, limit = DEFAULT_LIMIT } = request.query;
      const rows = await listDatasets(db.pool, {
        after: decodeCursor<string>('datasets', after, 'string'),
        limit: limit + 1,
      });
      return pageFrom('datasets', rows.map(datasetOf), limit, ({ address }) => address);
    },
  );
}

function addDetail(app: ApiApp, { db }: Context): void {
  app.get(
    '/datasets/:id',
    {
      schema: {
        tags,
        operationId: 'getDataset',
        summary: 'The profile of a dataset',
        params: IdParams,
        response: { 200: Dataset },
      },
    },
    async (request) => {
      const row = await getDataset(db.pool, request.params.id);
      if (!row) throw notFound('dataset');
      return datasetOf(row);
    },
  );
}

function addDelete(app: ApiApp, { db, home }: Context): void {
  app.delete(
    '/datasets/:id',
    {
      schema: {
        tags,
        operationId: 'deleteDataset',
        summary: 'Delete, unless a fine-tune needs it',
        params: IdParams,
        response: { 204: Type.Null({ description: 'It is deleted' }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const outcome = isHash(id) ? await deleteDataset(db.pool, id) : 'missing';
      if (outcome === 'missing') throw notFound('dataset');
      if (outcome === 'in-use') throw new Problem('in-use', 'a queued or running fine-tune reads this dataset');
      await rm(datasetDir(home, id), { recursive: true, force: true });
      return reply.code(204).send(null);
    },
  );
}

/** Throws Problem `invalid-request` for a parameter that does not apply to this kind of dataset. */
function checkQuery({ kind, minRating, labelColumn }: UploadQuery): void {
  const refuse = (field: string, message: string): never => {
    throw new Problem('invalid-request', `${field} ${message}`, [{ field, message }]);
  };
  if (kind !== 'games' && minRating !== undefined) refuse('minRating', 'is for games');
  if (kind !== 'dialogue' && labelColumn !== undefined) refuse('labelColumn', 'is for dialogue');
}

/**
 * Writes an upload to a temporary folder and imports it. Throws Problem `too-large` for a file over the limit and
 * `bad-upload` for one that cannot be imported.
 */
async function importUpload(
  file: MultipartFile,
  query: UploadQuery,
  { home, maxUpload = MAX_UPLOAD }: Context,
): Promise<Omit<DatasetRow, 'createdAt'>> {
  const dir = join(home, 'uploads', randomUUID());
  await mkdir(dir, { recursive: true });
  try {
    const path = join(dir, safeName(file));
    await pipeline(file.file, createWriteStream(path, { flags: 'wx' }));
    // the parser truncates without an error
    if (file.file.truncated) throw new Problem('too-large', `an upload may have ${maxUpload} bytes`);
    const profile = await importFile(path, home, query);
    return { address: profile.address, kind: query.kind, name: query.name, profile };
  } catch (error) {
    // the path on the server is not disclosed
    if (error instanceof FileError) throw new Problem('bad-upload', error.message.replaceAll(`${dir}${sep}`, ''));
    throw error;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

function importFile(path: string, home: string, query: UploadQuery): Promise<DatasetProfile> {
  const { kind, name, minRating, labelColumn } = query;
  const options = { files: [path], home, name, maxExpandedBytes: MAX_EXPANDED };
  switch (kind) {
    case 'games':
      return importGames({ ...options, ...(minRating === undefined ? {} : { minRating }) });
    case 'dialogue':
      return importDialogue({ ...options, labelColumn });
    case 'classifier':
      return importClassifier(path, home, name);
  }
}
