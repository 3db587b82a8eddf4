/**
 * What a file carries: JSON, gzip, base64, each in an element of its own. Base64 has no `<`, so
 * nothing that was recorded can end that element; and a part is read when it is first needed.
 */

/** @throws where the file is cut off or was changed */
export async function unpacked<T>(id: string): Promise<T> {
  const holder = document.getElementById(`data-${id}`);
  if (!holder) throw new Error('this part is not in the file');
  const text = atob((holder.textContent ?? '').trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as T;
}
