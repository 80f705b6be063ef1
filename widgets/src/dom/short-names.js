// The build puts these in place of Math.max and its like, so that the module spells each of them once.

const { max, min, floor, round, abs } = Math;

export { abs as mathAbs, floor as mathFloor, max as mathMax, min as mathMin, round as mathRound };
