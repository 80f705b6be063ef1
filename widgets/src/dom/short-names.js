// The build puts these in place of Math.max, document.createElement and their like, so that the module spells each of them once.

const { max, min, floor, round, abs } = Math;
const { createElement, createElementNS } = document;
const [create, createNS] = [createElement.bind(document), createElementNS.bind(document)];

export { create, createNS, abs as mathAbs, floor as mathFloor, max as mathMax, min as mathMin, round as mathRound };
