/** The file in an upload: the first file of a multipart form, as Slack's SDK sends it, or else the whole body. */
export async function uploadedBytes(contentType: string, body: Buffer): Promise<Buffer | undefined> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const response = new Response(new Uint8Array(body), { headers: { 'content-type': contentType } });
  const form = await response.formData().catch(() => undefined);
  const file = [...(form?.values() ?? [])].find((value) => typeof value !== 'string');
  return file ? Buffer.from(await file.arrayBuffer()) : undefined;
}
