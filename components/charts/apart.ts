/**
 * Places of labels on one line, none nearer to the next than `gap` and all between `low` and `high` where there is
 * room: those that would touch move apart around their middle, in the order in which they were.
 */
export function apart(
  places: readonly number[],
  gap: number,
  [low, high]: readonly [number, number],
): number[] {
  const order = places.map((place, at) => ({ place, at })).sort((a, b) => a.place - b.place || a.at - b.at)
  // A group stands as close as it may; groups that would touch become one.
  const groups: { first: number; count: number; middle: number }[] = []
  order.forEach(({ place }, at) => {
    let group = { first: at, count: 1, middle: place }
    for (let before = groups.at(-1); before; before = groups.at(-1)) {
      const room = group.middle - before.middle - ((group.count + before.count) / 2) * gap
      if (room >= 0) break
      groups.pop()
      const count = before.count + group.count
      const middle = (before.middle * before.count + group.middle * group.count) / count
      group = { first: before.first, count, middle }
    }
    const half = ((group.count - 1) / 2) * gap
    groups.push({ ...group, middle: Math.max(low + half, Math.min(high - half, group.middle)) })
  })
  const found: number[] = []
  for (const { first, count, middle } of groups) {
    for (let place = 0; place < count; place += 1) {
      const at = order[first + place]?.at ?? 0
      found[at] = middle + (place - (count - 1) / 2) * gap
    }
  }
  return found
}
