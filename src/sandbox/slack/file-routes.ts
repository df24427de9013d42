import { plain } from './http.ts';
import type { HttpReply, HttpRequest, Route } from './http.ts';
import { uploadedBytes } from './uploaded-bytes.ts';
import type { World } from './world.ts';

const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;

/** The address that takes an upload's bytes, and the one that gives them back to people. */
export function fileRoutes(world: World): Route[] {
  const receive = async (request: HttpRequest): Promise<HttpReply> => {
    const bytes = await uploadedBytes(
      request.headers['content-type'] ?? '',
      await request.body(MAX_UPLOAD_BYTES),
    );
    if (!bytes || bytes.length === 0) return plain('no file data', 400);
    const isTaken = world.uploads.receive(request.params['ticket'] ?? '', bytes);
    return isTaken ? plain(`OK - ${bytes.length}`) : plain('unknown or used upload address', 404);
  };

  const give = (request: HttpRequest): HttpReply => {
    const upload = world.uploads.completed(request.params['fileId'] ?? '');
    if (!upload) return plain('file not found', 404);
    const disposition = request.query.get('inline') === '1' ? 'inline' : 'attachment';
    const name = encodeURIComponent(upload.file.name);
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `${disposition}; filename*=UTF-8''${name}`,
    };
    return { kind: 'whole', status: 200, headers, body: upload.content };
  };

  return [
    { method: 'POST', pattern: '/upload/v1/:ticket', handle: receive },
    { method: 'GET', pattern: '/sandbox/files/:fileId/:name', handle: give },
  ];
}
