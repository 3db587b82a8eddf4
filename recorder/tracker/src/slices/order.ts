/** Which of a parent's children keep their places: the fewest moves bring the rest to theirs. */

/**
 * @param places where each stood before, in the order of now
 * @returns indexes into `places` of a longest rising run (patience sorting)
 */
export function longestRise(places: readonly number[]): Set<number> {
  const tails: number[] = []; // index of the smallest last place of a run of each length
  const before: number[] = [];
  places.forEach((place, index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[tails[middle] ?? 0] ?? 0) < place) low = middle + 1;
      else high = middle;
    }
    before[index] = low ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const kept = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) kept.add(at);
  return kept;
}
