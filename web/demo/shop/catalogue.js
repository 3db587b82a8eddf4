// @ts-check
/** What the shop sells. Prices in euro; `was` marks a reduced lamp.
 * @typedef {{id: string, name: string, kind: string, material: string, price: number, was?: number, isNew?: boolean, text: string}} Lamp */

/** @type {Lamp[]} */
export const LAMPS = [
  { id: 'tove', name: 'Tove', kind: 'table', material: 'oak', price: 64, was: 80, text: 'A round oak foot under a linen shade.' },
  { id: 'solva', name: 'Solva', kind: 'table', material: 'brass', price: 149, was: 189, text: 'A desk lamp whose arm stays where you leave it.' },
  { id: 'aster', name: 'Aster', kind: 'table', material: 'glass', price: 119, text: 'Opal glass on a sage green foot.' },
  { id: 'halden', name: 'Halden', kind: 'table', material: 'brass', price: 89, text: 'A brass dome that lights the book and spares the eyes.' },
  { id: 'moon', name: 'Moon', kind: 'pendant', material: 'glass', price: 139, isNew: true, text: 'Mouth-blown, and never twice the same.' },
  { id: 'fen', name: 'Fen', kind: 'floor', material: 'oak', price: 189, text: 'Three legs of oak and a wide linen shade.' },
  { id: 'pip', name: 'Pip', kind: 'table', material: 'ceramic', price: 54, isNew: true, text: 'A small clay mushroom for the bedside.' },
  { id: 'lark', name: 'Lark', kind: 'floor', material: 'brass', price: 229, text: 'Reaches over the sofa without leaning on it.' },
  { id: 'dune', name: 'Dune', kind: 'table', material: 'ceramic', price: 98, text: 'A belly of sand-coloured stoneware.' },
  { id: 'kiln', name: 'Kiln', kind: 'pendant', material: 'ceramic', price: 79, was: 109, text: 'Fired in Oak Lane, over the table in yours.' },
  { id: 'mire', name: 'Mire', kind: 'table', material: 'brass', price: 79, isNew: true, text: 'A slim cone of brushed brass.' },
  { id: 'rowan', name: 'Rowan', kind: 'floor', material: 'linen', price: 129, was: 169, text: 'Straight, quiet, and easy to carry.' },
  { id: 'orb', name: 'Orb', kind: 'pendant', material: 'brass', price: 129, text: 'Warm light in a polished bell.' },
  { id: 'barley', name: 'Barley', kind: 'pendant', material: 'linen', price: 84, isNew: true, text: 'Woven linen that throws a soft pattern.' },
];

export const KINDS = { table: 'Table lamps', floor: 'Floor lamps', pendant: 'Pendants' };
export const MATERIALS = { brass: 'Brass', ceramic: 'Ceramic', glass: 'Glass', linen: 'Linen', oak: 'Oak' };

/** @param {string | null} id */
export const lampById = (id) => LAMPS.find((lamp) => lamp.id === id) ?? LAMPS[3];

/** @param {number} euro */
export const money = (euro) => `€${euro}`;
