import { expect, test } from "vitest"
import { apart } from "./apart"

const BOX = [0, 100] as const

test("labels that would touch move apart around their middle, others stay", () => {
  expect(apart([10, 50, 90], 12, BOX)).toEqual([10, 50, 90])
  expect(apart([50, 54], 12, BOX)).toEqual([46, 58])
  expect(apart([54, 50], 12, BOX)).toEqual([58, 46])
  expect(apart([50, 50, 50], 12, BOX)).toEqual([38, 50, 62])
  // A third that the first two then touch moves with them.
  expect(apart([40, 44, 57], 12, BOX)).toEqual([35, 47, 59])
})

test("labels stay inside", () => {
  expect(apart([99, 100], 12, BOX)).toEqual([88, 100])
  expect(apart([0, 1, 2], 12, BOX)).toEqual([0, 12, 24])
})
