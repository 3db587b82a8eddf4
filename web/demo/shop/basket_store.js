// @ts-check
/** The basket, kept in localStorage as {lamp id: quantity}. */
const KEY = 'lumen-basket';

/** @returns {Record<string, number>} */
export function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
}

/** @param {string} id @param {number} quantity 0 takes the lamp out */
export function set(id, quantity) {
  const basket = read();
  if (quantity > 0) basket[id] = quantity;
  else delete basket[id];
  localStorage.setItem(KEY, JSON.stringify(basket));
}

export const count = () => Object.values(read()).reduce((sum, n) => sum + n, 0);
export const empty = () => localStorage.removeItem(KEY);
