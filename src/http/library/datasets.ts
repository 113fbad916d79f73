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
import { type DatasetKind, isHash } from '../../vocabulary/index.js';
import type { ApiRoutes, Context } from '../shared/index.js';
import { decodeCursor, notFound, Problem, pageFrom } from '../shared/index.js';

const tags = ['datasets'];
/** Bytes of one upload, as sent. */
const MAX_UPLOAD = 512 * 1024 * 1024;
/** Bytes that a compressed upload may expand to. */
const MAX_EXPANDED = 4 * MAX_UPLOAD;
/** A row as the API shows it; importers and nobody else write the profile. */
const datasetOf = ({ address, kind, name, createdAt, profile }: DatasetRow): Dataset => ({
  address,
  object: 'dataset',
  kind,
  name,
  createdAt: createdAt.toISOString(),
  profile: profile as DatasetProfile,
});

/** File names of uploads are used for nothing but the end that names the format. */
const safeName = ({ filename }: MultipartFile): string =>
  /^[\w. -]{1,100}$/.exec(filename)?.[0]?.replace(/^[.\s]+/, '') || 'upload';

export const datasetRoutes =
  (context: Context): ApiRoutes =>
  async (app) => {
    const { db, home, maxUpload = MAX_UPLOAD } = context;
    await app.register(multipart, { limits: { files: 1, fields: 0, fileSize: maxUpload } });

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
        if (request.query.kind !== 'games' && request.query.minRating !== undefined)
          throw new Problem('invalid-request', 'minRating is for games', [
            { field: 'minRating', message: 'is for games' },
          ]);
        if (request.query.kind !== 'dialogue' && request.query.labelColumn !== undefined)
          throw new Problem('invalid-request', 'labelColumn is for dialogue', [
            { field: 'labelColumn', message: 'is for dialogue' },
          ]);
        if (!request.isMultipart())
          throw new Problem('unsupported-media-type', 'send multipart/form-data with one file');
        const file = await request.file();
        if (!file) throw new Problem('bad-upload', 'there is no file in the form');
        const dir = join(home, 'uploads', randomUUID());
        await mkdir(dir, { recursive: true });
        try {
          const path = join(dir, safeName(file));
          await pipeline(file.file, createWriteStream(path, { flags: 'wx' }));
          // the parser only cuts it off
          if (file.file.truncated) throw new Problem('too-large', `an upload may have ${maxUpload} bytes`);
          const { kind, name, minRating, labelColumn } = request.query;
          const row = await imported(kind, path, name, home, { minRating, labelColumn });
          await insertDataset(db.pool, row);
          return reply
            .code(201)
            .header('Location', `/datasets/${row.address}`)
            .send(datasetOf((await getDataset(db.pool, row.address))!));
        } catch (error) {
          // where it lay is nobody's business
          if (error instanceof FileError) throw new Problem('bad-upload', error.message.replaceAll(`${dir}${sep}`, ''));
          throw error;
        } finally {
          await rm(dir, { recursive: true, force: true });
        }
      },
    );

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
  };

async function imported(
  kind: DatasetKind,
  path: string,
  name: string,
  home: string,
  { minRating, labelColumn }: { minRating: number | undefined; labelColumn: string | undefined },
): Promise<Omit<DatasetRow, 'createdAt'>> {
  const profile = await read();
  return { address: profile.address, kind, name, profile };

  function read(): Promise<DatasetProfile> {
    switch (kind) {
      case 'games':
        return importGames({
          files: [path],
          home,
          name,
          maxExpandedBytes: MAX_EXPANDED,
          ...(minRating === undefined ? {} : { minRating }),
        });
      case 'dialogue':
        return importDialogue({ files: [path], home, name, maxExpandedBytes: MAX_EXPANDED, labelColumn });
      case 'classifier':
        return importClassifier(path, home, name);
    }
  }
}
