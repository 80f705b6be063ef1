// A message in which each number stands once, as Python's shared_numbers.py writes it: here its texts are whole again.

import { figure } from "./figures.js";

/** @param {any} data is changed in place @returns {any} */
export function spelled(data) {
  /** @type {(number | string)[]} */
  const known = [];
  let [next, array] = [0, 0];
  const number = (/** @type {string} */ _, /** @type {string} */ told) => {
    if (told === "!") return "¤";
    if (told[0] === "=") next = known.push(told.slice(1)) - 1;
    else next += Number(told);
    const found = known[next++];
    return typeof found === "string" ? found : figure(found, 6).replaceAll("−", "-");
  };
  /** @param {any} one @returns {any} */
  const go = (one) => {
    if (typeof one === "string") return one.includes("¤") ? one.replace(/¤(.*?)¤/g, number) : one;
    if (typeof one === "number" && one % 1) known.push(one);
    else if (Array.isArray(one)) for (let i = 0; i < one.length; i++) one[i] = go(one[i]);
    else if (typeof one === "object") for (const name in one) one[name] = name === "array" ? (array += one[name]) : go(one[name]);
    return one;
  };
  return go(data);
}
