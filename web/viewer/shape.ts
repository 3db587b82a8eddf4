/** What a value from outside is. */

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
export const isText = (value: unknown): value is string => typeof value === 'string';

/** The objects of an array; none where there is no array. */
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
