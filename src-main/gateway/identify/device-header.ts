/**
 * The request header in which the notification service names a user's devices (facts: seg 1.4).
 * Its name is a setting because the vendor's is not public; ids are separated by commas.
 */

export type NamedDevices =
  | { readonly ok: true; readonly ids: readonly string[] }
  | { readonly ok: false; readonly text: string };

/** No user has as many devices; a longer list is an attack on the look-up. */
const maxDevices = 1000;
const deviceId = /^[\x21-\x2b\x2d-\x7e]{1,256}$/;

export function readDeviceHeader(value: string): NamedDevices {
  const ids = value.split(',').map((id) => id.trim());
  if (ids.length > maxDevices)
    return { ok: false, text: 'The device header names too many devices.' };
  if (!ids.every((id) => deviceId.test(id))) {
    return { ok: false, text: 'The device header is malformed.' };
  }
  return { ok: true, ids: [...new Set(ids)] };
}
